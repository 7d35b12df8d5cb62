import GatewayCore

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

/// Of a home whose seal was taken off: it opens what was sealed, and seals nothing more.
struct OpeningSealer: ContentSealer {
  var seals: Bool { false }
  func seal(_ plaintext: [UInt8], at place: ContentPlace) -> [UInt8] {
    ToySealer().seal(plaintext, at: place)
  }
  func open(_ sealed: [UInt8], at place: ContentPlace) -> [UInt8]? {
    ToySealer().open(sealed, at: place)
  }
}

/// The same for the bytes of files, for every sealer of these tests.
extension ContentSealer {
  func newFileKey(at place: ContentPlace) -> [UInt8] { seal([7, 7, 7], at: place) }

  func segments(_ key: [UInt8], at place: ContentPlace) -> (any SegmentSealer)? {
    open(key, at: place).map { ToySegments(key: $0, row: place.row) }
  }

  func sealRecord(
    _ details: [UInt8], key: [UInt8]?, at keyPlace: ContentPlace, for place: ContentPlace
  ) -> [UInt8]? {
    guard let key else { return seal(details, at: place) }
    return open(key, at: keyPlace).map { seal($0 + details, at: place) }
  }
}

/// The same for the segments of a file.
struct ToySegments: SegmentSealer {
  let key: [UInt8]
  let row: Int64

  func seal(_ plaintext: [UInt8], number: UInt64, isLast: Bool) -> [UInt8] {
    head(number, isLast) + plaintext.map { $0 ^ 0xA5 }
  }

  func open(_ sealed: [UInt8], number: UInt64, isLast: Bool) -> [UInt8]? {
    guard sealed.starts(with: head(number, isLast)) else { return nil }
    return sealed.dropFirst(FileSegments.overhead).map { $0 ^ 0xA5 }
  }

  private func head(_ number: UInt64, _ isLast: Bool) -> [UInt8] {
    let head = key + [UInt8(truncatingIfNeeded: row), UInt8(number), isLast ? 1 : 0]
    return head + [UInt8](repeating: 0xEE, count: FileSegments.overhead - head.count)
  }
}
