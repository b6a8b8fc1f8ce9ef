"""An ad's words as the HTML that most boards keep."""

from demo.boards.answer import escaped
from demo.text import Kind, Text


def in_paragraphs(text: Text) -> str:
    """Headings after an empty paragraph, items in lists: what an editor in a browser writes."""
    parts: list[str] = []
    for line in text.lines:
        words = escaped(line.text)
        if line.kind is Kind.HEADING:
            parts.append(f"<p>&nbsp;</p><p><strong>{words}</strong></p>")
        elif line.kind is Kind.ITEM:
            parts.append(f"<ul><li>{words}</li></ul>")
        else:
            parts.append(f"<p>{words}</p>")
    return "".join(parts).replace("</ul><ul>", "")
