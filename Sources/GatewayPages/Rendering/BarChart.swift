import GatewayCore

/// Bars as SVG, with the numbers in it, for a page that also has them as a table.
struct BarChart {
  struct Bar {
    let name: HTMLText
    let value: Int
    /// What is left over, in another colour.
    var isRest = false
  }

  enum Form {
    /// Standing, one a day.
    case columns
    /// Lying, each with its name.
    case rows
  }

  let title: HTMLText
  let bars: [Bar]
  let form: Form
  let isRightToLeft: Bool

  /// Units of the picture, which is as wide as its place.
  private static let width = 840

  func svg(in strings: LanguageStrings) -> HTMLText {
    let (height, marks) = form == .columns ? columns(strings) : rows(strings)
    return HTMLText(
      markup: """
        <svg viewBox="0 0 \(Self.width) \(height)" role="img" aria-label="\(title.html)"\
        \(isRightToLeft ? " direction=\"rtl\"" : "")>\(marks)</svg>
        """)
  }

  private func columns(_ strings: LanguageStrings) -> (height: Int, marks: String) {
    let (height, base, top, edge) = (220, 180, 26, 72)
    let most = max(1, bars.map(\.value).max() ?? 1)
    let step = Double(Self.width - edge) / Double(max(1, bars.count))
    var marks = ""
    for share in [0, 1] {
      let y = base - share * (base - top)
      marks += """
        <line class="axis" x1="\(isRightToLeft ? 0 : edge)" x2="\
        \(isRightToLeft ? Self.width - edge : Self.width)" y1="\(y)" y2="\(y)"/>
        """
    }
    let numbers = isRightToLeft ? Self.width : edge - 8
    marks += text(
      strings.number(most), x: numbers, y: top + 5, anchor: isRightToLeft ? "start" : "end")
    marks += text("0", x: numbers, y: base + 5, anchor: isRightToLeft ? "start" : "end")
    for (index, bar) in bars.enumerated() {
      let size = bar.value * (base - top) / most
      let place = Double(index) * step + step * 0.15
      let x = isRightToLeft ? Double(Self.width - edge) - place - step * 0.7 : Double(edge) + place
      marks += rectangle(bar, x: x, y: base - size, width: step * 0.7, height: size, strings)
      // Every seventh day, the last one among them.
      if (bars.count - 1 - index).isMultiple(of: 7) {
        let middle = Int(x + step * 0.35)
        let isAtEnd = index == bars.count - 1
        marks += text(
          bar.name.html, x: isAtEnd ? (isRightToLeft ? 0 : Self.width) : middle, y: base + 24,
          anchor: isAtEnd ? "end" : "middle")
      }
    }
    return (height, marks)
  }

  private func rows(_ strings: LanguageStrings) -> (height: Int, marks: String) {
    let (line, names, values) = (34, 210, 70)
    let most = max(1, bars.map(\.value).max() ?? 1)
    let room = Self.width - names - values
    var marks = ""
    for (index, bar) in bars.enumerated() {
      let y = index * line
      let size = bar.value * room / most
      let x = isRightToLeft ? Self.width - names - size : names
      marks += text(
        bar.name.html, x: isRightToLeft ? Self.width - names + 14 : names - 14, y: y + 21,
        anchor: "end")
      marks += rectangle(
        bar, x: Double(x), y: y + 5, width: Double(max(2, size)), height: line - 10, strings)
      marks += text(
        strings.number(bar.value), x: isRightToLeft ? x - 10 : x + max(2, size) + 10, y: y + 21,
        anchor: "start", kind: "value")
    }
    return (bars.count * line, marks)
  }

  private func rectangle(
    _ bar: Bar, x: Double, y: Int, width: Double, height: Int, _ strings: LanguageStrings
  ) -> String {
    """
    <rect class="\(bar.isRest ? "rest" : "bar")" x="\(decimal(x))" y="\(y)" \
    width="\(decimal(width))" height="\(height)" rx="2">\
    <title>\(bar.name.html): \(strings.number(bar.value))</title></rect>
    """
  }

  /// - Parameter anchor: in the direction of the text: its start or end is at `x`.
  private func text(
    _ html: String, x: Int, y: Int, anchor: String, kind: String = "label"
  ) -> String {
    "<text class=\"\(kind)\" x=\"\(x)\" y=\"\(y)\" text-anchor=\"\(anchor)\">\(html)</text>"
  }

  private func decimal(_ number: Double) -> String { String((number * 10).rounded() / 10) }
}
