/// A line of output; only such lines can be printed. Each text that is interpolated into one is
/// made harmless, so that no caller can forget it.
///
/// Literal text of the source is taken unchanged; a value in `\(…)` becomes part of the one line.
/// `\(lines: …)` and `\(verbatim: …)` differ, by name.
public struct OutputLine: Hashable, Sendable, CustomStringConvertible {
  public let text: String

  fileprivate init(safe text: String) { self.text = text }

  public var description: String { text }

  public static func + (left: Self, right: Self) -> Self { Self(safe: left.text + right.text) }
}

extension OutputLine: ExpressibleByStringInterpolation {
  public init(stringLiteral literal: String) { self.init(safe: literal) }
  public init(stringInterpolation parts: StringInterpolation) { self.init(safe: parts.text) }

  public struct StringInterpolation: StringInterpolationProtocol {
    fileprivate var text = ""

    public init(literalCapacity: Int, interpolationCount: Int) {}

    public mutating func appendLiteral(_ literal: String) { text += literal }

    /// Any value, as part of the line.
    public mutating func appendInterpolation(_ value: some CustomStringConvertible) {
      text += value.description.shownInLine
    }

    public mutating func appendInterpolation(_ line: OutputLine) { text += line.text }

    /// A text of several lines.
    public mutating func appendInterpolation(
      lines: some StringProtocol, indent: String = ""
    ) {
      text += lines.shownAsLines(indent: indent)
    }

    /// Text that is entirely our own: JSON, a QR code.
    public mutating func appendInterpolation(verbatim: String) { text += verbatim }
  }
}

extension Sequence<OutputLine> {
  public func joined(separator: String) -> OutputLine {
    OutputLine(safe: map(\.text).joined(separator: separator))
  }
}
