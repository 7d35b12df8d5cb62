import GatewayCore
import GatewaySeal
import GatewayStore

/// The seal of a home, as its store uses it.
struct HomeSealer: ContentSealer {
  private let sealer: InboxSealer

  init(_ sealer: InboxSealer) { self.sealer = sealer }

  var seals: Bool { sealer.hasReaders }

  func renew() { sealer.renew() }

  var envelope: StoredEnvelope? {
    sealer.envelope.map { StoredEnvelope(number: $0.number, bytes: $0.bytes) }
  }

  func seal(_ plaintext: [UInt8], at place: ContentPlace) -> [UInt8] {
    switch place.reader {
    case .people: sealer.seal(plaintext, at: SealPlace(place))
    case .bot: sealer.sealForBot(plaintext, at: SealPlace(place))
    }
  }

  func open(_ sealed: [UInt8], at place: ContentPlace) -> [UInt8]? {
    sealer.open(sealed, at: SealPlace(place))
  }
}

/// The bytes of files.
extension HomeSealer {
  func newFileKey(at place: ContentPlace) -> [UInt8] { sealer.newFileKey(at: SealPlace(place)) }

  func segments(_ key: [UInt8], at place: ContentPlace) -> (any SegmentSealer)? {
    sealer.fileCipher(key, at: SealPlace(place)).map(SealedSegments.init)
  }

  func sealRecord(
    _ details: [UInt8], key: [UInt8]?, at keyPlace: ContentPlace, for place: ContentPlace
  ) -> [UInt8]? {
    guard let key else { return sealer.sealRecord(details, with: nil, at: SealPlace(place)) }
    return sealer.fileCipher(key, at: SealPlace(keyPlace)).map {
      sealer.sealRecord(details, with: $0, at: SealPlace(place))
    }
  }
}

/// The segments of a file, as its store uses them.
struct SealedSegments: SegmentSealer {
  let cipher: FileCipher

  func seal(_ plaintext: [UInt8], number: UInt64, isLast: Bool) -> [UInt8] {
    cipher.seal(plaintext, number: number, isLast: isLast)
  }

  func open(_ sealed: [UInt8], number: UInt64, isLast: Bool) -> [UInt8]? {
    cipher.open(sealed, number: number, isLast: isLast)
  }
}

extension SealPlace {
  init(_ place: ContentPlace) {
    self.init(column: place.column.rawValue, row: place.row)
  }
}
