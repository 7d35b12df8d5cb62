import ToxCrypto
import ToxWire

/// The node's only source of randomness, given to it when it is made.
struct Entropy {
  private var generator: any RandomNumberGenerator & Sendable

  init(_ generator: any RandomNumberGenerator & Sendable) { self.generator = generator }

  mutating func uint64() -> UInt64 { generator.next() }

  mutating func nonce() -> Nonce { Nonce(high: uint64(), middle: uint64(), low: uint64()) }

  mutating func bytes32() -> Bytes32 { Bytes32(words: (uint64(), uint64(), uint64(), uint64())) }

  /// A number from 0 up to and without `bound`.
  mutating func below(_ bound: Int) -> Int { Int.random(in: 0..<bound, using: &self) }

  mutating func keyPair<Public: PublicKey>(_: Public.Type = Public.self) -> KeyPair<Public> {
    KeyPair(from: &self)
  }
}

extension Entropy: RandomNumberGenerator {
  mutating func next() -> UInt64 { generator.next() }
}
