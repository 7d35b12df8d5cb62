public import GatewayCore
import Synchronization

/// Seals what arrives at a bot: for people to the inbox keys, which this machine can't open; and
/// what the bot itself needs later under its working key.
///
/// A sealed value is a version byte, the number of its envelope or the id of the working key
/// (8 bytes), the salt and the ciphertext of `ValueCipher`.
public final class InboxSealer: Sendable {
  /// The first byte of a value names its reader.
  enum Version {
    static let people: UInt8 = 1
    static let bot: UInt8 = 2
  }

  /// How long content is sealed under one key: what a thief of the running machine's memory can
  /// open of what arrived before.
  public static let periodMax: Duration = .seconds(300)

  private let home: [UInt8]
  private let readers: [InboxKey]
  private let workingKey: WorkingKey
  private let periodMax: Duration
  private let current = Mutex<(period: SealPeriod, since: ContinuousClock.Instant)?>(nil)

  /// - Parameters:
  ///   - home: the random id of the home, 16 bytes.
  ///   - readers: at most `SealEnvelope.readersMax` keys; none where the home is not sealed any
  ///     more.
  /// - Throws: `.invalid` where nothing can be sealed to a key.
  public init(
    home: [UInt8], readers: [InboxKey], workingKey: WorkingKey,
    periodMax: Duration = InboxSealer.periodMax
  ) throws(InboxKey.Mistake) {
    precondition(home.count == SealEnvelope.homeSize, "a home's id has 16 bytes")
    precondition(readers.count <= SealEnvelope.readersMax, "too many readers")
    self.home = home
    self.readers = readers
    self.workingKey = workingKey
    self.periodMax = periodMax
    for reader in readers { try Self.check(reader) }
  }

  /// - Throws: `.invalid` where nothing can be sealed to a key.
  public static func check(_ key: InboxKey) throws(InboxKey.Mistake) {
    _ = try SealPeriod(
      home: [UInt8](repeating: 0, count: SealEnvelope.homeSize), readers: [key])
  }

  /// Whether content is sealed for people.
  public var hasReaders: Bool { !readers.isEmpty }

  /// Ends a period that lasts for too long. Between transactions.
  public func renew() {
    current.withLock { current in
      guard let since = current?.since, since.duration(to: .now) >= periodMax else { return }
      current = nil
    }
  }

  /// The envelope of what has been sealed since the last `renew`; nil where nothing was.
  public var envelope: SealEnvelope? { current.withLock { $0?.period.envelope } }

  /// Seals what people read.
  public func seal(_ plaintext: [UInt8], at place: SealPlace) -> [UInt8] {
    let period = current.withLock { current in
      if let current { return current.period }
      do {
        let period = try SealPeriod(home: home, readers: readers)
        current = (period, .now)
        return period
      } catch { preconditionFailure("each key was tried") }
    }
    return ValueCipher.seal(plaintext, behind: period.head, under: period.key, at: place)
  }

  /// Seals what the bot itself needs later.
  public func sealForBot(_ plaintext: [UInt8], at place: SealPlace) -> [UInt8] {
    ValueCipher.seal(plaintext, behind: workingKey.head, under: workingKey.key, at: place)
  }

  /// - Returns: nil for what people alone can open, and for what was changed or moved.
  public func open(_ sealed: [UInt8], at place: SealPlace) -> [UInt8]? {
    let head = 1 + WorkingKey.idSize
    guard sealed.first == Version.bot, sealed.count > head,
      sealed[1..<head].elementsEqual(workingKey.id)
    else { return nil }
    return ValueCipher.open(sealed[head...], under: workingKey.key, at: place)
  }
}

/// The key of what the bot itself needs later, such as an answer that waits for its contact.
public struct WorkingKey: Sendable {
  /// Bytes.
  public static let size = LockedKey.size
  static let idSize = 8

  let key: LockedKey
  let id: [UInt8]
  /// What stands before a value that is sealed under it.
  let head: [UInt8]

  /// A new one.
  public init() { self.init(key: .random()) }

  /// - Precondition: `bytes` has 32 elements.
  public init(bytes: [UInt8]) { self.init(key: LockedKey(bytes: bytes)) }

  private init(key: LockedKey) {
    self.key = key
    let hash = ValueCipher.identifier(of: key)
    id = Array(hash.prefix(Self.idSize))
    head = [InboxSealer.Version.bot] + id
  }

  /// For the file that keeps it; the caller wipes its copy.
  public func copyBytes() -> [UInt8] { key.copy() }
}
