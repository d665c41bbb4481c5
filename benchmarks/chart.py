# Bars as SVG, from nothing but text: one panel a question, one bar an answer, the figure at its end.
from xml.sax.saxutils import escape

WIDTH, LABEL, BAR, LINE = 760, 210, 440, 22
COLOURS = {"ours": "#0b6e4f", "floor": "#9aa5b1", "peer": "#5b7fb4"}


def figure(value, unit):
    return f"{value:,.0f} {unit}" if value >= 100 else f"{value:.1f} {unit}"


def svg(panels):
    """panels: (title, unit, [(label, value, kind)])"""
    body, y = [], 10
    for title, unit, bars in panels:
        if not bars:
            continue
        y += 22
        body.append(f'<text x="12" y="{y}" font-weight="bold">{escape(title)}</text>')
        y += 8
        most = max(value for _, value, _ in bars)
        for label, value, kind in bars:
            length = max(1.0, BAR * value / most)
            body.append(f'<text x="{LABEL - 8}" y="{y + 15}" text-anchor="end">{escape(label)}</text>')
            body.append(f'<rect x="{LABEL}" y="{y + 3}" width="{length:.1f}" height="{LINE - 6}" fill="{COLOURS[kind]}"/>')
            body.append(f'<text x="{LABEL + length + 6:.1f}" y="{y + 15}">{escape(figure(value, unit))}</text>')
            y += LINE
        y += 6
    height = y + 10
    head = (f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{height}" viewBox="0 0 {WIDTH} {height}" '
            'role="img" aria-label="What jot costs beside OpenSSL alone and other libraries" '
            'font-family="sans-serif" font-size="12" fill="#1f2933">')
    return "\n".join([head, f'<rect width="{WIDTH}" height="{height}" fill="#ffffff"/>', *body, "</svg>"]) + "\n"
