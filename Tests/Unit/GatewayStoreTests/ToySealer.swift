@testable import GatewayStore

/// Hides content from a search and binds it to its column: enough to prove where sealing takes
/// place, but no encryption.
struct ToySealer: ContentSealer {
  func seal(_ plaintext: [UInt8], at place: ContentPlace) -> [UInt8] {
    [Self.mark(of: place)] + plaintext.map { $0 ^ 0xA5 }
  }

  func open(_ sealed: [UInt8], at place: ContentPlace) -> [UInt8]? {
    guard sealed.first == Self.mark(of: place) else { return nil }
    return sealed.dropFirst().map { $0 ^ 0xA5 }
  }

  private static func mark(of place: ContentPlace) -> UInt8 {
    place.column.rawValue.utf8.reduce(UInt8(truncatingIfNeeded: place.row)) { $0 &* 31 &+ $1 }
  }
}
