import GatewayCore

/// The conversation with one broker: bytes come in, bytes and events go out. It knows no socket and
/// no clock.
struct MQTTSession {
  enum Event: Hashable {
    /// The broker has let us in.
    case opened
    case finished(token: Int, DeliveryResult)
    /// Nothing further is sent; what waits for an answer has this result.
    case ended(DeliveryResult)
  }

  private enum State: Hashable {
    /// The broker has not answered CONNECT. Exits: open, ended.
    case greeting
    /// Exit: ended.
    case open(MQTTLimits)
    case ended
  }

  private let settings: MQTTContent.Session
  private var state = State.greeting
  private var received: [UInt8] = []
  private var unsent: [UInt8] = []
  private var inFlight: [(id: UInt16, token: Int)] = []
  private var lastID: UInt16 = 0

  /// Publications without their acknowledgement.
  static let inFlightMax = 64

  /// - Parameter clientID: at most 23 letters and digits; it should tell nothing.
  init(_ settings: MQTTContent.Session, clientID: String) {
    self.settings = settings
    unsent = MQTTPacket.connect(settings, clientID: clientID)
  }

  var isOpen: Bool { if case .open = state { true } else { false } }
  var waitsForAnswer: Bool { state == .greeting || !inFlight.isEmpty }

  var hasRoom: Bool {
    guard case .open(let limits) = state else { return false }
    return inFlight.count < min(limits.publicationsMax, Self.inFlightMax)
  }

  /// Seconds without a packet after which the connection needs a ping.
  var pingInterval: Int {
    guard case .open(let limits) = state else { return MQTTPacket.keepAlive / 2 }
    let interval = limits.keepAlive ?? MQTTPacket.keepAlive
    return max(1, (interval == 0 ? MQTTPacket.keepAlive : interval) / 2)
  }

  /// The bytes that are to be sent; they count as sent.
  mutating func takeUnsent() -> [UInt8] {
    defer { unsent = [] }
    return unsent
  }

  /// - Parameter token: names the publication in its event.
  /// - Returns: its result, where the broker's limits rule it out; nil where it is on its way.
  /// - Precondition: `hasRoom`
  mutating func publish(_ message: MQTTContent.Message, token: Int) -> DeliveryResult? {
    guard case .open(let limits) = state else { preconditionFailure("the session is open") }
    if !limits.takesQuality1 { return reason(0x9B).result() }
    if message.isRetained, !limits.takesRetained { return reason(0x9A).result() }
    repeat {
      lastID = lastID == .max ? 1 : lastID + 1
    } while inFlight.contains {
      $0.id == lastID
    }
    let packet = MQTTPacket.publish(message, id: lastID, version: settings.version)
    if packet.count > limits.packetMax { return reason(0x95).result() }
    inFlight.append((lastID, token))
    unsent += packet
    return nil
  }

  mutating func ping() { unsent += MQTTPacket.ping }

  /// Takes leave: the broker does not send the will then, so its word is published instead.
  mutating func end() {
    if isOpen {
      if settings.statusTopic != nil { announce("offline") }
      unsent += MQTTPacket.disconnect
    }
    state = .ended
  }

  mutating func receive(_ bytes: [UInt8]) -> [Event] {
    received += bytes
    var events: [Event] = []
    do throws(MQTTFault) {
      while state != .ended,
        let answer = try MQTTAnswer.take(from: &received, version: settings.version)
      {
        take(answer, &events)
      }
    } catch {
      ended(.unreachable("What the broker says is not MQTT \(settings.version.rawValue)."), &events)
    }
    return events
  }

  private mutating func take(_ answer: MQTTAnswer, _ events: inout [Event]) {
    switch (answer, state) {
    case (.accepted(let limits), .greeting):
      state = .open(limits)
      if settings.statusTopic != nil { announce("online") }
      events.append(.opened)
    case (.refused(let code), .greeting):
      ended(reason(code, isLogin: true).result(), &events)
    case (.acknowledged(let id, let code), .open):
      guard let index = inFlight.firstIndex(where: { $0.id == id }) else { return }
      let token = inFlight.remove(at: index).token
      // From 128 on it is an error; 16: there is no subscriber.
      let result = code < 0x80 ? .delivered(status: 0) : reason(code).result()
      events.append(.finished(token: token, result))
    case (.pong, .open): break
    case (.closing(let code), _):
      ended(reason(code).result(of: "The broker ended the session"), &events)
    default: ended(.unreachable("The broker answered out of turn."), &events)
    }
  }

  private mutating func ended(_ result: DeliveryResult, _ events: inout [Event]) {
    state = .ended
    events.append(.ended(result))
  }

  /// Without an acknowledgement: one that came after the end would reset the connection, and the
  /// broker might then lose what it has not read.
  private mutating func announce(_ word: String) {
    guard let topic = settings.statusTopic else { return }
    unsent += MQTTPacket.publish(
      MQTTContent.Message(topic: topic, payload: Array(word.utf8), isRetained: true), id: nil,
      version: settings.version)
  }

  private func reason(_ code: UInt8, isLogin: Bool = false) -> MQTTReason {
    MQTTReason(code, version: settings.version, isLogin: isLogin)
  }
}
