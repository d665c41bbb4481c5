// Two certificates made for the tests and used nowhere else, good until 2126: a root, and a leaf that it issued to the
// key of Ed25519 in keys.hpp, for leaf.example and for signatures.
#pragma once

#include <string_view>

namespace jot_fuzz {

inline constexpr std::string_view root_pem = R"(-----BEGIN CERTIFICATE-----
MIIBnzCCAUWgAwIBAgIUfM6EeTRE7MnlUb9FLQ1V0DoN7yMwCgYIKoZIzj0EAwIw
HDEaMBgGA1UEAwwRcm9vdCBvZiB0aGUgdGVzdHMwIBcNMjYxMTIzMTY1NTQxWhgP
MjEyNjEwMzAxNjU1NDFaMBwxGjAYBgNVBAMMEXJvb3Qgb2YgdGhlIHRlc3RzMFkw
EwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEVY1FCCj49K60Up0NYEpv9UShEzYok2FM
oin6xlarIJMQslJ1nvd6Zff70inb3IDEKm+2qargDkbYX2huCP4uFqNjMGEwHQYD
VR0OBBYEFKrYI7zvv9U0Bq4wvRVHHfFjXoKlMB8GA1UdIwQYMBaAFKrYI7zvv9U0
Bq4wvRVHHfFjXoKlMA8GA1UdEwEB/wQFMAMBAf8wDgYDVR0PAQH/BAQDAgIEMAoG
CCqGSM49BAMCA0gAMEUCIBIFI9K87KN5eb77zJM08U3wAaZbIo4HYdPVFXXA70hH
AiEAvFSaHMWVYbR8WH4LPR8o4jCCDAMKWa1iNVPPExqQnw8=
-----END CERTIFICATE-----
)";
inline constexpr std::string_view leaf_pem = R"(-----BEGIN CERTIFICATE-----
MIIBgDCCASagAwIBAgIUPKzFe0qprghUXNPtzgLRZmiGRWQwCgYIKoZIzj0EAwIw
HDEaMBgGA1UEAwwRcm9vdCBvZiB0aGUgdGVzdHMwIBcNMjYxMTIzMTY1NTQxWhgP
MjEyNjEwMzAxNjU1NDFaMBwxGjAYBgNVBAMMEWxlYWYgb2YgdGhlIHRlc3RzMCow
BQYDK2VwAyEAiDKbj8wa/tVFv6imG1LcdvSgGUVdc1hmOBJd2FtqaH2jczBxMBcG
A1UdEQQQMA6CDGxlYWYuZXhhbXBsZTALBgNVHQ8EBAMCB4AwCQYDVR0TBAIwADAd
BgNVHQ4EFgQUu53VA0/z8ijSQStIQt6AVWofXDYwHwYDVR0jBBgwFoAUqtgjvO+/
1TQGrjC9FUcd8WNegqUwCgYIKoZIzj0EAwIDSAAwRQIgfETRnMP6aDMmdN0YiPOc
J5gM9CKvljymgA+2Yd30nn8CIQCBFz9kixi3Kf/3Wr/r0qMqn3CJBgDiBh69WrfB
wLeH4w==
-----END CERTIFICATE-----
)";

}  // namespace jot_fuzz
