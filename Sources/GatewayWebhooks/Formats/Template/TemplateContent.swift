import Foundation
import GatewayCore

/// What a template's body is, which decides how values are escaped in it.
enum TemplateContent: String, CaseIterable {
  case json, form, text, html

  var type: String {
    switch self {
    case .json: "application/json"
    case .form: "application/x-www-form-urlencoded"
    case .text: "text/plain; charset=utf-8"
    case .html: "text/html; charset=utf-8"
    }
  }

  /// A value, so that it ends no string, field, attribute or element.
  func escaped(_ value: String) -> String {
    switch self {
    case .json: String(JSONValue.string(value).text.dropFirst().dropLast())
    case .form: ReceiverURL.segment(value)
    case .text: value
    case .html: Self.inHTML(value)
    }
  }

  private static let inHTML = TextEscape.replacing([
    "&": "&amp;", "<": "&lt;", ">": "&gt;", "\"": "&quot;", "'": "&#39;",
  ])

  /// Whether a body of this kind can be read.
  func isReadable(_ body: String) -> Bool {
    guard self == .json else { return true }
    let value = try? JSONSerialization.jsonObject(
      with: Data(body.utf8), options: .fragmentsAllowed)
    return value != nil
  }
}
