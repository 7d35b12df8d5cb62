/// A line of output, which is all that can be printed. Each text that is put into one is made
/// harmless on the way in, so no printing place can forget it.
///
/// What stands literally in the source is taken as it is; a value in `\(…)` becomes part of the one
/// line. `\(lines: …)` and `\(verbatim: …)` say that they do something else.
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

    /// Anything, as part of the line.
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

    /// What we made ourselves and nobody else had a part in: JSON, a QR code.
    public mutating func appendInterpolation(verbatim: String) { text += verbatim }
  }
}

extension Sequence<OutputLine> {
  public func joined(separator: String) -> OutputLine {
    OutputLine(safe: map(\.text).joined(separator: separator))
  }
}
