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

extension SealPlace {
  init(_ place: ContentPlace) {
    self.init(column: place.column.rawValue, row: place.row)
  }
}
