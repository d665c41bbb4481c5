# Fails when a comment, a page of the documentation or a script has a word of the list below: the project writes plain
# English, and each of these was used in an old sense that slows a reader down. Run by ctest, or by hand:
#   python3 tests/words.py
import pathlib
import re
import sys

root = pathlib.Path(__file__).resolve().parent.parent

# The texts of errors and of help too, which are the string literals of include/ and apps/.
literals_are_checked = True

# What not to write, and what to write instead.
words = [
    (r"wants|wanted", "expected, required, should"),
    (r"behind", "after"),
    (r"(?<!there )(?<!there can )(?<!there must )(is|are|was|were|be) no(?! longer| more than)", "is not a"),
    (r"stands?(?!-)|stood", "is"),
    (r"(no|some|every|any)body", "no one, anyone, another, all"),
    (r"tells?|told|telling", "reports, says; was asked to"),
    (r"(is|are|was|were|be|been) taken(?! from)|taken (for|note)|takes (it|them) for", "accepted, used, read as"),
    (r"who (has|have) not", "without"),
    (r"without a word", "silently"),
]

# Where such a word is right.
right = ["hard to misuse, tells you why", "hard to misuse · tells you why"]

pattern = re.compile("|".join(rf"\b(?P<w{place}>{word})\b" for place, (word, _) in enumerate(words)), re.IGNORECASE)
faults = []


def check(path, number, text):
    for passage in right:
        text = re.sub(re.escape(passage), "", text, flags=re.IGNORECASE)
    for found in pattern.finditer(text):
        instead = words[int(found.lastgroup[1:])][1]
        faults.append(f"{path.relative_to(root)}:{number}: \"{found[0]}\"; write: {instead}")


def check_comments(path, mark):
    """Lines of comment that follow each other are one text, because a phrase may be broken."""
    text, first = [], 0
    for number, line in enumerate([*path.read_text(encoding="utf-8").splitlines(), ""], 1):
        line = re.sub(r"\"(\\.|[^\"\\])*\"", '""', line)
        code, found, comment = line.partition(mark)
        if text and (code.strip() or not found):
            check(path, first, " ".join(text))
            text = []
        if found and (not code or code[-1].isspace()):
            first = first if text else number
            text.append(comment.strip(" /<"))


def check_page(path):
    page = path.read_text(encoding="utf-8")
    # Code is checked where it comes from, and a test has the name that it has.
    for code in (r"^```.*?^```", r"<!--.*?-->", r"`[^`\n]*`", r"\"row [^\"\n]*\""):
        page = re.sub(code, lambda found: "\n" * found[0].count("\n"), page, flags=re.DOTALL | re.MULTILINE)
    number = 1
    for paragraph in page.split("\n\n"):
        check(path, number, paragraph.replace("\n", " "))
        number += paragraph.count("\n") + 2


def check_literals(path):
    source = re.sub(r"//.*|#\s*include.*", "", path.read_text(encoding="utf-8"))
    for found in re.finditer(r"\"(\\.|[^\"\\\n])*\"(\s*\"(\\.|[^\"\\\n])*\")*", source):
        check(path, source.count("\n", 0, found.start()) + 1, re.sub(r"\"\s*\"", "", found[0]))


def files(*patterns):
    return sorted({path for each in patterns for path in root.glob(each) if path.is_file()})


for source in files("include/**/*.hpp", "apps/**/*.?pp", "examples/**/*.?pp", "benchmarks/**/*.?pp"):
    check_comments(source, "//")
for script in files("scripts/*", "cmake/*", "apps/**/CMakeLists.txt", "benchmarks/**/*.py", "tests/*.py", "tests/*.cmake",
                    "tests/**/CMakeLists.txt", "CMakeLists.txt", ".ci/*", "docs/*.in", "docs/*.sed"):
    if script.name != "words.py":
        check_comments(script, "#")
for page in files("*.md", "docs/*.md"):
    check_page(page)
if literals_are_checked:
    for source in files("include/**/*.hpp", "apps/**/*.?pp"):
        check_literals(source)

if faults:
    print("\n".join(faults))
    sys.exit(f"{len(faults)} word(s) in an old sense")
