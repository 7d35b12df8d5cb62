import CCurl
import GatewayCore

/// The connection to one broker, and what waits for it, on the courier's thread.
///
/// libcurl opens the connection as it does for HTTP, so that route, address and certificate are
/// checked in the same way; the session's bytes then go over it.
final class MQTTLink {
  private enum State {
    /// Exit: connecting, when there is something to send, or the link is to be kept.
    case idle
    /// Exits: open, idle.
    case connecting(Transfer)
    /// Exit: idle.
    case open(MQTTConnection)
  }

  private struct Waiting {
    let job: CourierJob
    /// When it is given up.
    let deadline: Int64
  }

  /// Like those of its publications, without a message.
  let request: WebhookRequest
  /// Whether the connection is to stand also when there is nothing to send.
  var isKept = false

  private let multi: UnsafeMutableRawPointer
  private let limits: CourierLimits
  private let route: CourierRoute
  private var state = State.idle
  /// Not sent.
  private var waiting: [Waiting] = []
  /// Sent and not acknowledged, by their tokens.
  private var sent: [(token: Int, Waiting)] = []
  private var lastToken = 0
  /// What was said over the connection, where a publication wants to know.
  private var dialogue: [DialogueLine] = []
  private var failures = 0
  private var retryAt: Int64 = 0

  /// The pause doubles with each failure to keep the connection, up to 512 s.
  private static let failuresCounted = 10
  /// Publications that wait; the engine hands over fewer.
  private static let waitingMax = 1_000

  init(
    _ request: WebhookRequest, multi: UnsafeMutableRawPointer, limits: CourierLimits,
    route: CourierRoute
  ) {
    self.request = request.withoutMessage
    self.multi = multi
    self.limits = limits
    self.route = route
  }

  /// Whether a publication has been sent and its result is not known.
  var isBusy: Bool { !sent.isEmpty }

  /// The handle whose connecting, once over, is to be told to `finishConnecting`.
  var connecting: UnsafeMutableRawPointer? {
    if case .connecting(let transfer) = state { transfer.easy } else { nil }
  }

  /// What it is connected to, or was to be.
  private var place: String? {
    switch state {
    case .idle: nil
    case .connecting(let transfer): transfer.place
    case .open(let connection): connection.transfer.place
    }
  }

  /// What the loop waits for beside its other transfers.
  var waitDescriptor: curl_waitfd? {
    guard case .open(let connection) = state else { return nil }
    return connection.waitDescriptor
  }

  func take(_ job: CourierJob, now: Int64) {
    guard waiting.count < Self.waitingMax else {
      return job.end(.unreachable("Too many publications wait for this broker."))
    }
    let timeout = Int64(job.request.timeout ?? limits.totalTimeout)
    waiting.append(Waiting(job: job, deadline: now + timeout))
  }

  /// Does what is due.
  ///
  /// - Returns: when the next step is due, in milliseconds of the courier's clock.
  func run(now: Int64) -> Int64 {
    if case .idle = state, !waiting.isEmpty || (isKept && now >= retryAt) { connect(now: now) }
    if case .open(let connection) = state { exchange(connection, now: now) }
    if (waiting + sent.map(\.1)).contains(where: { $0.deadline <= now }) {
      fail(.unreachable("The broker did not answer in time."), now: now)
    }
    return nextStep(now: now)
  }

  private func nextStep(now: Int64) -> Int64 {
    var next = (waiting + sent.map(\.1)).map(\.deadline).min() ?? .max
    switch state {
    case .idle: if isKept { next = min(next, retryAt) }
    case .connecting: break
    case .open(let connection): next = min(next, connection.nextStep(isKept: isKept))
    }
    return next
  }

  private func connect(now: Int64) {
    do throws(TransferRefusal) {
      let job = CourierJob(request, completion: { _ in })
      let transfer = try Transfer(job, limits: limits, route: route)
      curl_multi_add_handle(multi, transfer.easy)
      state = .connecting(transfer)
    } catch {
      fail(.unreachable(error.description), now: now)
    }
  }

  /// libcurl has connected, or has given up.
  func finishConnecting(_ code: CURLcode, now: Int64) {
    guard case .connecting(let transfer) = state, case .mqtt(let content) = request.content else {
      return
    }
    guard code == CURLE_OK else {
      return fail(.unreachable(transfer.sentence(code)), now: now)
    }
    dialogue = [DialogueLine(sent: content.session.connectWords)]
    state = .open(
      MQTTConnection(transfer, content.session, now: now, answerTimeout: limits.connectTimeout))
  }

  private func exchange(_ connection: MQTTConnection, now: Int64) {
    var events = connection.receive(now: now)
    if events.contains(.opened) { dialogue.append(DialogueLine(received: "CONNACK")) }
    while let next = waiting.first, connection.session.isOpen {
      guard case .mqtt(let content) = next.job.request.content, let message = content.message else {
        waiting.removeFirst()
        next.job.end(.connected, at: place)
        continue
      }
      guard connection.session.hasRoom else { break }
      waiting.removeFirst()
      lastToken += 1
      if let result = connection.session.publish(message, token: lastToken) {
        next.job.end(.judged(result), at: place, dialogue: dialogue)
      } else {
        if next.job.request.isTraced { dialogue += message.words }
        sent.append((lastToken, next))
      }
    }
    connection.send(now: now, isKept: isKept)
    events += connection.faults(now: now)
    for event in events { handle(event, now: now) }
    if sent.isEmpty, waiting.isEmpty, !isKept, connection.isIdle(now: now) { disconnect() }
  }

  private func handle(_ event: MQTTSession.Event, now: Int64) {
    switch event {
    case .opened: failures = 0
    case .finished(let token, let result):
      guard let index = sent.firstIndex(where: { $0.token == token }) else { return }
      let lines = dialogue + [DialogueLine(received: "PUBACK")]
      sent.remove(at: index).1.job.end(.judged(result), at: place, dialogue: lines)
    case .ended(let result): fail(result, now: now)
    }
  }

  /// Everything that was to go over the connection has this result.
  private func fail(_ result: DeliveryResult, now: Int64) {
    let place = place
    disconnect()
    failures = min(failures + 1, Self.failuresCounted)
    retryAt = now + (1_000 << Int64(failures - 1))
    let failed = sent.map(\.1) + waiting
    (sent, waiting) = ([], [])
    for item in failed { item.job.end(.judged(result), at: place, dialogue: dialogue) }
  }

  private func disconnect() {
    switch state {
    case .idle: return
    case .connecting(let transfer): curl_multi_remove_handle(multi, transfer.easy)
    case .open(let connection):
      connection.end()
      curl_multi_remove_handle(multi, connection.transfer.easy)
    }
    state = .idle
  }

  /// Nothing is begun any more: what has not been sent says nothing of the broker.
  func dropWaiting() {
    for item in waiting { item.job.completion(nil) }
    waiting = []
    isKept = false
  }

  /// Takes leave of the broker.
  ///
  /// - Parameter result: of what has not been acknowledged.
  func end(_ result: CourierResult?) {
    let place = place
    disconnect()
    let unfinished = sent.map(\.1) + waiting
    (sent, waiting) = ([], [])
    for item in unfinished {
      item.job.completion(result.map { CourierEnd($0, address: place) })
    }
  }
}

extension MQTTContent.Session {
  fileprivate var connectWords: String {
    "CONNECT with MQTT \(version.rawValue), \(user == nil ? "without a login" : "with a login")"
  }
}

extension MQTTContent.Message {
  fileprivate var words: [DialogueLine] {
    let head = "PUBLISH to \(topic), quality of service 1\(isRetained ? ", retained" : "")"
    return [DialogueLine(sent: head), DialogueLine(sent: String(decoding: payload, as: UTF8.self))]
  }
}

extension WebhookRequest {
  /// What requests over one connection have in common.
  var withoutMessage: WebhookRequest {
    var request = self
    request.timeout = nil
    request.isTraced = false
    if case .mqtt(let content) = self.content {
      request.content = .mqtt(MQTTContent(content.session, nil))
    }
    return request
  }
}
