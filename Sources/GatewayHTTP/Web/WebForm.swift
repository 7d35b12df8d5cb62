import GatewayCore
import HTTPTypes
import HummingbirdCore

/// The body of a form, `application/x-www-form-urlencoded`; one with a file is a `MultipartForm`.
///
/// - Source: https://url.spec.whatwg.org/#application/x-www-form-urlencoded
enum WebForm {
  /// The field that proves that a form is from a page of this server, for this browser.
  static let proofField = "proof"
  /// Characters of the secret of a session or a visit.
  static let secretLength = 43
  /// Of a client with a session: room for a long answer in any script, three bytes for each.
  static let bytesMax = 262_144
  /// Of anyone.
  static let signInBytesMax = 8_192
  /// A page has at most so many boxes.
  static let fieldsMax = 1_100

  @concurrent static func read(
    _ request: Request, of route: WebRoute, isOfMember: Bool, _ writer: borrowing ResponseWriter,
    bodies: UnprovenBodies
  ) async throws(Problem) -> WebFields {
    let type = request.headers[.contentType]
    let boundary = route.takesFile ? MultipartForm.boundary(of: type) : nil
    guard boundary != nil || isForm(type) else {
      var problem = Problem(
        .unsupportedMediaType, "A form is sent as application/x-www-form-urlencoded.")
      problem.closes = true
      throw problem
    }
    let memberMax = route.takesFile ? MultipartForm.bytesMax : bytesMax
    let ticket = isOfMember ? nil : bodies.begin()
    defer { ticket?.end() }
    let bytes: [UInt8]
    do throws(PartialBody.Fault) {
      bytes = try await PartialBody.whole(
        of: request, bytesMax: isOfMember ? memberMax : signInBytesMax, writer, ticket: ticket)
    } catch {
      throw Problem(error)
    }
    guard let boundary else { return try fields(bytes) }
    return try MultipartForm.fields(bytes, boundary: boundary)
  }

  static func isForm(_ type: String?) -> Bool {
    guard let name = type?.split(separator: ";", maxSplits: 1).first else { return false }
    return name.lowercased().filter { $0 != " " } == "application/x-www-form-urlencoded"
  }

  /// Browsers send each line's end as CRLF, whatever was typed.
  static func withLineFeeds(_ text: String) -> String {
    guard text.utf8.contains(UInt8(ascii: "\r")) else { return text }
    return text.replacing("\r\n", with: "\n").replacing("\r", with: "\n")
  }

  static func fields(_ bytes: [UInt8]) throws(Problem) -> WebFields {
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw .invalid("The form is not UTF-8.")
    }
    guard text.utf8.count(where: { $0 == UInt8(ascii: "&") }) < fieldsMax else {
      throw Problem(
        .contentTooLarge, "The form has more than \(fieldsMax) fields.", because: .formSize)
    }
    guard let fields = Percent.fields(text[...]) else {
      throw .invalid("The form is wrongly encoded.")
    }
    return WebFields(fields.map { ($0.name, withLineFeeds($0.value)) })
  }
}
