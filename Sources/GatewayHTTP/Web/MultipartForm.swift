import GatewayCore
import HTTPTypes

/// The body of a form with a file, `multipart/form-data`: each part a field, whose value is text.
///
/// Only what browsers send: no part within another, no encoding of a part, nothing before the first
/// part.
///
/// - Source: RFC 7578; RFC 2046, section 5.1
enum MultipartForm {
  /// Of the whole form: an inbox key with its passphrase takes 3 KB.
  static let bytesMax = 16_384
  static let partsMax = 16
  /// Of the header of one part; most of it is the name of the file.
  static let headerBytesMax = 1_024
  /// As in RFC 2046.
  private static let boundaryBytesMax = 70

  /// - Parameter type: of the body: "multipart/form-data; boundary=x".
  /// - Returns: nil for any other type.
  static func boundary(of type: String?) -> [UInt8]? {
    guard let (name, parameters) = type.flatMap({ HeaderParameters.parse(Array($0.utf8)) }),
      name == "multipart/form-data", let boundary = parameters["boundary"],
      (1...boundaryBytesMax).contains(boundary.count),
      boundary.allSatisfy({ $0.isASCIILetterOrDigit || "'()+_,-./:=? ".utf8.contains($0) })
    else { return nil }
    return boundary
  }

  /// - Throws: 400 for what is no such form, 413 for one with too much in it.
  static func fields(_ bytes: [UInt8], boundary: [UInt8]) throws(Problem) -> WebFields {
    let mark = Array("--".utf8) + boundary
    guard bytes.starts(with: mark) else { throw malformed }
    var rest = bytes.dropFirst(mark.count)
    var fields: [(name: String, value: String)] = []
    while !rest.starts(with: Array("--".utf8)) {
      guard rest.starts(with: lineEnd) else { throw malformed }
      guard fields.count < partsMax else {
        throw Problem(
          .contentTooLarge, "The form has more than \(partsMax) fields.", because: .formSize)
      }
      rest = rest.dropFirst(lineEnd.count)
      guard let head = rest.prefix(headerBytesMax).firstRange(of: lineEnd + lineEnd),
        let end = rest[head.upperBound...].firstRange(of: lineEnd + mark)
      else { throw malformed }
      let name = try name(ofHeader: rest[..<head.lowerBound])
      fields.append((name, try text(rest[head.upperBound..<end.lowerBound])))
      rest = rest[end.upperBound...]
    }
    // A line's end behind the last mark is allowed, and nothing else.
    let epilogue = rest.dropFirst(2)
    guard epilogue.isEmpty || epilogue.elementsEqual(lineEnd) else { throw malformed }
    return WebFields(fields.map { ($0.name, WebForm.withLineFeeds($0.value)) })
  }

  private static let lineEnd = Array("\r\n".utf8)
  private static var malformed: Problem { .invalid("The form is wrongly encoded.") }

  /// The name of the field that a part is.
  private static func name(ofHeader header: ArraySlice<UInt8>) throws(Problem) -> String {
    var name: [UInt8]?
    for line in header.split(separator: UInt8(ascii: "\n")) {
      let line = line.last == UInt8(ascii: "\r") ? line.dropLast() : line
      guard let colon = line.firstIndex(of: UInt8(ascii: ":")) else { throw malformed }
      let field = String(decoding: line[..<colon], as: UTF8.self).lowercased()
      if field == "content-transfer-encoding" { throw malformed }
      guard field == "content-disposition" else { continue }
      guard name == nil,
        let (kind, parameters) = HeaderParameters.parse(Array(line[line.index(after: colon)...])),
        kind == "form-data", let found = parameters["name"], !found.isEmpty
      else { throw malformed }
      name = found
    }
    guard let name else { throw malformed }
    return try text(name[...])
  }

  private static func text(_ bytes: ArraySlice<UInt8>) throws(Problem) -> String {
    guard !bytes.contains(0), let text = String(validating: bytes, as: UTF8.self) else {
      throw .invalid("A field of the form is not text.")
    }
    return text
  }
}

/// The value of a header field with parameters: `form-data; name="key"; filename="desk.key"`.
enum HeaderParameters {
  /// - Returns: the first word and the parameters by their names, both in small letters; nil where
  ///   it is no such value, or names a parameter twice.
  static func parse(_ bytes: [UInt8]) -> (word: String, parameters: [String: [UInt8]])? {
    var rest = bytes[...]
    let word = token(&rest).lowercased()
    guard !word.isEmpty else { return nil }
    var parameters: [String: [UInt8]] = [:]
    while true {
      skipBlanks(&rest)
      guard let separator = rest.popFirst() else { return (word, parameters) }
      guard separator == UInt8(ascii: ";") else { return nil }
      let name = token(&rest).lowercased()
      guard !name.isEmpty, rest.popFirst() == UInt8(ascii: "="), parameters[name] == nil,
        let value = value(&rest)
      else { return nil }
      parameters[name] = value
    }
  }

  private static func skipBlanks(_ rest: inout ArraySlice<UInt8>) {
    rest = rest.drop { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }
  }

  private static func token(_ rest: inout ArraySlice<UInt8>) -> String {
    skipBlanks(&rest)
    let token = rest.prefix { $0.isASCIILetterOrDigit || "-_./*+'".utf8.contains($0) }
    rest = rest[token.endIndex...]
    return String(decoding: token, as: UTF8.self)
  }

  /// As it stands, or in quotes, in which browsers write a quote as "%22".
  private static func value(_ rest: inout ArraySlice<UInt8>) -> [UInt8]? {
    let quote = UInt8(ascii: "\"")
    guard rest.first == quote else { return Array(token(&rest).utf8) }
    rest = rest.dropFirst()
    guard let end = rest.firstIndex(of: quote) else { return nil }
    defer { rest = rest[(end + 1)...] }
    return Array(rest[..<end])
  }
}
