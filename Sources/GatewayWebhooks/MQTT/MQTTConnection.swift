import CCurl
import GatewayCore

/// An open connection to a broker and the session over it.
final class MQTTConnection {
  let transfer: Transfer
  var session: MQTTSession
  private let socket: curl_socket_t
  private var unsent: [UInt8] = []
  /// When the broker's answer to CONNECT, or to a ping, is due.
  private var answerDue: Int64?
  private var lastSent: Int64
  private let answerTimeout: Int64
  private var fault: String?

  /// Milliseconds without a publication after which the connection is closed.
  private static let idleMax: Int64 = 30_000
  private static let chunk = 16_384
  private static let chunksMax = 16

  init(
    _ transfer: Transfer, _ settings: MQTTContent.Session, now: Int64, answerTimeout: Int
  ) {
    self.transfer = transfer
    self.answerTimeout = Int64(answerTimeout)
    session = MQTTSession(settings, clientID: Self.randomID())
    var socket = CURL_SOCKET_BAD
    ccurl_get_socket(transfer.easy, CURLINFO_ACTIVESOCKET, &socket)
    self.socket = socket
    answerDue = now + self.answerTimeout
    lastSent = now
  }

  /// 20 letters and digits that tell nothing.
  private static func randomID() -> String {
    let letters = Array("abcdefghijklmnopqrstuvwxyz0123456789")
    return String((0..<20).map { _ in letters[Int.random(in: 0..<letters.count)] })
  }

  var waitDescriptor: curl_waitfd {
    let events = CURL_WAIT_POLLIN | (unsent.isEmpty ? 0 : CURL_WAIT_POLLOUT)
    return curl_waitfd(fd: socket, events: Int16(events), revents: 0)
  }

  /// Takes what has come.
  func receive(now: Int64) -> [MQTTSession.Event] {
    var events: [MQTTSession.Event] = []
    for _ in 0..<Self.chunksMax {
      var count = 0
      var code = CURLE_OK
      let bytes = [UInt8](unsafeUninitializedCapacity: Self.chunk) { buffer, size in
        code = curl_easy_recv(transfer.easy, buffer.baseAddress, buffer.count, &count)
        size = code == CURLE_OK ? count : 0
      }
      if code == CURLE_AGAIN { break }
      guard code == CURLE_OK, count > 0 else {
        fault = "The broker closed the connection."
        break
      }
      answerDue = nil
      events += session.receive(bytes)
    }
    if !session.isOpen, answerDue == nil, !events.contains(where: \.isEnd) {
      answerDue = now + answerTimeout
    }
    return events
  }

  /// Sends what waits, and a ping where the connection is to stand.
  func send(now: Int64, isKept: Bool) {
    if isKept, session.isOpen, now >= lastSent + pingInterval {
      session.ping()
      answerDue = answerDue ?? now + answerTimeout
    }
    flush(now: now)
  }

  private func flush(now: Int64) {
    unsent += session.takeUnsent()
    while !unsent.isEmpty {
      var count = 0
      let code = curl_easy_send(transfer.easy, unsent, unsent.count, &count)
      if code == CURLE_AGAIN { return }
      guard code == CURLE_OK else {
        fault = "The broker closed the connection."
        return
      }
      unsent.removeFirst(count)
      lastSent = now
    }
  }

  /// The end of the session, where the connection has failed.
  func faults(now: Int64) -> [MQTTSession.Event] {
    if fault == nil, let answerDue, now >= answerDue {
      fault = "The broker did not answer in time."
    }
    return fault.map { [.ended(.unreachable($0))] } ?? []
  }

  func isIdle(now: Int64) -> Bool { session.isOpen && now >= lastSent + Self.idleMax }

  func nextStep(isKept: Bool) -> Int64 {
    min(answerDue ?? .max, lastSent + (isKept ? pingInterval : Self.idleMax))
  }

  private var pingInterval: Int64 { Int64(session.pingInterval) * 1_000 }

  /// Takes leave, as far as the socket takes it at once.
  func end() {
    guard fault == nil else { return }
    session.end()
    flush(now: lastSent)
  }
}

extension MQTTSession.Event {
  fileprivate var isEnd: Bool { if case .ended = self { true } else { false } }
}
