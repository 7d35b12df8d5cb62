import HTTPTypes

/// A path of the web inbox, which a browser follows to this server alone.
///
/// - Source: https://url.spec.whatwg.org/: "//host" and "/\host" lead to another one.
struct LocalPath: Hashable {
  let text: String

  private static let lengthMax = 1_024

  /// - Returns: nil for anything else than the path, and perhaps the query, of a page.
  init?(_ text: String, in table: WebRouteTable) {
    guard text.utf8.count <= Self.lengthMax, text.hasPrefix("/"),
      text.utf8.allSatisfy({ (0x21...0x7E).contains($0) && $0 != UInt8(ascii: "\\") }),
      let target = try? RequestTarget(text), let found = try? table.find(.get, target.path),
      case .page = found.route.action
    else { return nil }
    self.text = text
  }
}
