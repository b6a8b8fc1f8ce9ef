"""Whatever a board may send: words of the trade among any characters."""

from hypothesis import strategies as st

_WORDS = (
    "Python C++ C# .NET Node.js 1С CI/CD Go React Excel T-SQL Київ віддалено обов'язки Вимоги:"
    " Requirements: інженер даних водій 40 000 грн $2000-3000 18 вересня 2026 вчора +380671234567"
    " hr@acme.ua @acme_hr та для і з to the ґанок ёлка İ ﬁ Ⅷ ² - / . + #"
)
_ODD = ("и\u0306", "\u202f", "\u00a0", "\u00ad", "\u00b4", "\n")
_PIECES = st.sampled_from([*_WORDS.split(), *_ODD]) | st.text(max_size=12)

anything = st.lists(_PIECES, max_size=12).map(" ".join) | st.text(max_size=60)
"""Any text at all, newlines among it."""
