@testable import GatewayStore

/// Hides content from a search and binds it to its column: enough to prove where sealing takes
/// place, but no encryption.
struct ToySealer: ContentSealer {
  func seal(_ plaintext: [UInt8], in column: ContentColumn) -> [UInt8] {
    [Self.mark(of: column)] + plaintext.map { $0 ^ 0xA5 }
  }

  func open(_ sealed: [UInt8], in column: ContentColumn) -> [UInt8]? {
    guard sealed.first == Self.mark(of: column) else { return nil }
    return sealed.dropFirst().map { $0 ^ 0xA5 }
  }

  private static func mark(of column: ContentColumn) -> UInt8 {
    column.rawValue.utf8.reduce(0) { $0 &* 31 &+ $1 }
  }
}
