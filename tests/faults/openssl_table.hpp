// Each OpenSSL function the library calls that can fail: one list for the linker's --wrap options (tests/CMakeLists.txt
// reads the rows), for the wrappers, and for the check that the source calls no other.
#pragma once

// Row: the function, its number of parameters, what it answers.
//     status   1 is success and nothing else is, so that it is compared with 1
//     size     a number; 0 or less is a failure
//     pointer  an object; null is a failure
//     flags    bits that permit something; none is a failure
#define JOT_FAULTS_OPENSSL_FUNCTIONS(ROW)          \
  ROW(BIO_ctrl, 4, size)                           \
  ROW(BIO_new, 1, pointer)                         \
  ROW(BIO_new_mem_buf, 2, pointer)                 \
  ROW(BN_bin2bn, 3, pointer)                       \
  ROW(BN_bn2binpad, 3, size)                       \
  ROW(BN_num_bits, 1, size)                        \
  ROW(BN_secure_new, 0, pointer)                   \
  ROW(EVP_CIPHER_fetch, 3, pointer)                \
  ROW(EVP_Digest, 6, status)                       \
  ROW(EVP_DigestFinal_ex, 3, status)               \
  ROW(EVP_DigestInit_ex2, 3, status)               \
  ROW(EVP_DigestSign, 5, status)                   \
  ROW(EVP_DigestSignInit_ex, 7, status)            \
  ROW(EVP_DigestUpdate, 3, status)                 \
  ROW(EVP_DigestVerify, 5, status)                 \
  ROW(EVP_DigestVerifyInit_ex, 7, status)          \
  ROW(EVP_MD_CTX_copy_ex, 2, status)               \
  ROW(EVP_MD_CTX_new, 0, pointer)                  \
  ROW(EVP_MD_CTX_reset, 1, status)                 \
  ROW(EVP_MD_fetch, 3, pointer)                    \
  ROW(EVP_MD_get_block_size, 1, size)              \
  ROW(EVP_PKEY_CTX_dup, 1, pointer)                \
  ROW(EVP_PKEY_CTX_new_from_name, 3, pointer)      \
  ROW(EVP_PKEY_CTX_new_from_pkey, 3, pointer)      \
  ROW(EVP_PKEY_CTX_set_rsa_mgf1_md, 2, status)     \
  ROW(EVP_PKEY_CTX_set_rsa_padding, 2, status)     \
  ROW(EVP_PKEY_CTX_set_rsa_pss_saltlen, 2, status) \
  ROW(EVP_PKEY_CTX_set_signature_md, 2, status)    \
  ROW(EVP_PKEY_Q_keygen, variadic, pointer)        \
  ROW(EVP_PKEY_eq, 2, status)                      \
  ROW(EVP_PKEY_fromdata, 4, status)                \
  ROW(EVP_PKEY_fromdata_init, 1, status)           \
  ROW(EVP_PKEY_get_bits, 1, size)                  \
  ROW(EVP_PKEY_get_bn_param, 3, status)            \
  ROW(EVP_PKEY_get_group_name, 4, status)          \
  ROW(EVP_PKEY_get_int_param, 3, status)           \
  ROW(EVP_PKEY_get_raw_private_key, 3, status)     \
  ROW(EVP_PKEY_get_raw_public_key, 3, status)      \
  ROW(EVP_PKEY_get_size, 1, size)                  \
  ROW(EVP_PKEY_is_a, 2, status)                    \
  ROW(EVP_PKEY_new_raw_private_key_ex, 5, pointer) \
  ROW(EVP_PKEY_new_raw_public_key_ex, 5, pointer)  \
  ROW(EVP_PKEY_public_check, 1, status)            \
  ROW(EVP_PKEY_sign, 5, status)                    \
  ROW(EVP_PKEY_sign_init, 1, status)               \
  ROW(EVP_PKEY_up_ref, 1, status)                  \
  ROW(EVP_PKEY_verify, 5, status)                  \
  ROW(EVP_PKEY_verify_init, 1, status)             \
  ROW(EVP_Q_digest, 7, status)                     \
  ROW(OPENSSL_sk_new_null, 0, pointer)             \
  ROW(OPENSSL_sk_push, 2, size)                    \
  ROW(OSSL_PARAM_BLD_new, 0, pointer)              \
  ROW(OSSL_PARAM_BLD_push_BN, 3, status)           \
  ROW(OSSL_PARAM_BLD_push_octet_string, 4, status) \
  ROW(OSSL_PARAM_BLD_push_utf8_string, 4, status)  \
  ROW(OSSL_PARAM_BLD_to_param, 1, pointer)         \
  ROW(PEM_write_bio_PKCS8PrivateKey, 7, status)    \
  ROW(PEM_write_bio_PUBKEY, 2, status)             \
  ROW(RAND_priv_bytes, 2, status)                  \
  ROW(X509_NAME_print_ex, 4, size)                 \
  ROW(X509_STORE_CTX_init, 4, status)              \
  ROW(X509_STORE_CTX_new, 0, pointer)              \
  ROW(X509_STORE_new, 0, pointer)                  \
  ROW(X509_VERIFY_PARAM_set1_host, 3, status)      \
  ROW(X509_VERIFY_PARAM_set_flags, 2, status)      \
  ROW(X509_digest, 4, status)                      \
  ROW(X509_get_key_usage, 1, flags)                \
  ROW(X509_get_pubkey, 1, pointer)                 \
  ROW(X509_verify_cert, 1, status)                 \
  ROW(d2i_AutoPrivateKey, 3, pointer)              \
  ROW(d2i_PKCS8PrivateKey_bio, 4, pointer)         \
  ROW(d2i_PUBKEY, 3, pointer)                      \
  ROW(d2i_PublicKey, 4, pointer)                   \
  ROW(d2i_X509, 3, pointer)                        \
  ROW(d2i_X509_SIG, 3, pointer)                    \
  ROW(i2d_PUBKEY, 2, size)                         \
  ROW(i2d_X509, 2, size)
