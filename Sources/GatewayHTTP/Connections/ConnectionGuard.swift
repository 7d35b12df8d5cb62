import HTTPTypes
import NIOCore
import NIOHTTP1

/// Holds one connection to the limits, before anything else sees what it sends, and closes it.
///
/// Neither NIO nor hummingbird bounds the time of a header or a body, closes after an answer, or
/// reads HTTP/1.0 and `Connection` as RFC 9112 has it.
final class ConnectionGuard: ChannelDuplexHandler {
  typealias InboundIn = HTTPServerRequestPart
  typealias InboundOut = HTTPServerRequestPart
  typealias OutboundIn = HTTPServerResponsePart
  typealias OutboundOut = HTTPServerResponsePart

  /// What the client may send next.
  private enum Input {
    /// A request. Exits: body, ended.
    case head
    /// The rest of it. Exits: head, ended.
    case body
    /// What still comes is dropped: the connection closes.
    case ended
  }

  private let limits: HTTPLimits
  private var check: RequestCheck
  private let counts: APICounts
  private let table: ConnectionTable
  private let header: PartialHeader
  private var input = Input.head
  /// Bytes of the body since its time began.
  private var bodyBytes = 0
  /// Requests whose answer has not ended, and those of them whose answer has not begun.
  private var (unanswered, waiting) = (0, 0)
  private var isAnswering = false
  private var isStreaming = false
  /// The connection closes with the end of the answer that is being written.
  private var closesAfterAnswer = false
  /// It closes when everything that was asked before is answered.
  private var isLast = false
  /// What is answered then, in place of a request that was refused.
  private var refusal: Problem?
  /// Bytes that came after the answer that ends the connection.
  private var dropped = 0
  private var inputDeadline: Deadline?
  private var answerDeadline: Deadline?

  init(
    limits: HTTPLimits, hosts: HostNames, counts: APICounts, table: ConnectionTable,
    header: PartialHeader
  ) {
    self.limits = limits
    check = RequestCheck(hosts: hosts, waitingMax: limits.requestsAheadMax)
    self.counts = counts
    self.table = table
    self.header = header
  }

  func handlerAdded(context: ChannelHandlerContext) {
    inputDeadline = Deadline(on: context.eventLoop)
    answerDeadline = Deadline(on: context.eventLoop)
  }

  func handlerRemoved(context: ChannelHandlerContext) {
    inputDeadline?.end()
    answerDeadline?.end()
  }

  func channelActive(context: ChannelHandlerContext) {
    table.add(context.channel)
    counts.connected()
    wait(limits.headerTimeMax, context)
    context.fireChannelActive()
  }

  func channelInactive(context: ChannelHandlerContext) {
    table.remove(context.channel)
    counts.disconnected()
    tellCutBody(context)
    inputDeadline?.end()
    answerDeadline?.end()
    context.fireChannelInactive()
  }

  // MARK: What comes

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    let part = unwrapInboundIn(data)
    switch (input, part) {
    case (.ended, _):
      if case .body(let buffer) = part { dropped += buffer.readableBytes }
      dropped += limits.lingerPartBytes
      if dropped > limits.lingerBytesMax { context.close(promise: nil) }
      return
    case (_, .head(let head)):
      guard !closesAfterAnswer, !isLast else {
        input = .ended
        return
      }
      if let refusal = check.refusal(of: head, waiting: unanswered) {
        return refuse(
          refusal.status, because: refusal.reason, saying: refusal.sentence, context)
      }
      unanswered += 1
      waiting += 1
      isLast = !head.isKeptAlive
      input = .body
      bodyBytes = 0
      wait(limits.bodyTimeMax, context)
    case (_, .end):
      input = .head
      header.hasBytes = false
      // An answer may have ended before the body did.
      if unanswered == 0 { wait(limits.idleTimeMax, context) } else { inputDeadline?.cancel() }
    case (_, .body(let buffer)):
      bodyBytes += buffer.readableBytes
      if bodyBytes >= limits.bodyBytesStep {
        bodyBytes = 0
        wait(limits.bodyTimeMax, context)
      }
    }
    context.fireChannelRead(data)
  }

  func channelReadComplete(context: ChannelHandlerContext) {
    context.fireChannelReadComplete()
    // Nothing behind asks for more.
    if case .ended = input, unanswered == 0 { context.read() }
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    if case .ended = input { return }
    var reason: APIRefusal? = .header
    if case .body = input {
      // The reader of the body is told, and counts it.
      tellCutBody(context)
      reason = nil
    }
    let isLarge = (error as? HTTPParserError) == .headerOverflow
    refuse(
      isLarge ? .requestHeaderFieldsTooLarge : .badRequest, because: reason,
      saying: isLarge
        ? "The header is too large: it has at most \(limits.headerBytesMax) bytes and"
          + " \(limits.headerFieldsMax) fields." : "This is not HTTP/1.1.", context)
  }

  func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
    switch event {
    case is ChannelShouldQuiesceEvent:
      if unanswered == 0 || isStreaming { context.close(promise: nil) }
      isLast = true
    case ChannelEvent.inputClosed:
      tellCutBody(context)
      if isStreaming || unanswered == 0 { return context.close(promise: nil) }
      // The client may still read the answer, and may be gone.
      if !isAnswering { waitForReader(context) }
    default: break
    }
    context.fireUserInboundEventTriggered(event)
  }

  /// Hummingbird takes the end of the connection for that of the body.
  private func tellCutBody(_ context: ChannelHandlerContext, _ end: BodyEnd = .cut) {
    if case .body = input { context.fireErrorCaught(end) }
  }

  // MARK: What goes

  func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
    switch unwrapOutboundIn(data) {
    case .head(var head) where head.status.code >= 200:
      isAnswering = true
      waiting -= 1
      // Events, and files: as long as they like, while the client reads on.
      isStreaming =
        head.headers.first(name: "content-type") == "text/event-stream"
        || head.headers.contains(name: "accept-ranges")
      if head.headers[canonicalForm: "connection"].contains("close") {
        closesAfterAnswer = true
      } else if isLast, waiting == 0, refusal == nil {
        closesAfterAnswer = true
        head.headers.replaceOrAdd(name: "connection", value: "close")
      }
      if !isStreaming { waitForReader(context) }
      context.write(wrapOutboundOut(.head(head)), promise: promise)
    case .end:
      if isStreaming {
        isStreaming = false
        waitForReader(context)
      }
      let written = promise ?? context.eventLoop.makePromise()
      let bound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
      // The next answer may begin before this one is with the system.
      let closes = closesAfterAnswer
      written.futureResult.whenComplete { _ in
        bound.value.0.ended(closes: closes, bound.value.1)
      }
      context.write(data, promise: written)
    default: context.write(data, promise: promise)
    }
  }

  func channelWritabilityChanged(context: ChannelHandlerContext) {
    if isStreaming {
      if context.channel.isWritable { answerDeadline?.cancel() } else { waitForReader(context) }
    }
    context.fireChannelWritabilityChanged()
  }

  /// An answer is with the system.
  private func ended(closes: Bool, _ context: ChannelHandlerContext) {
    answerDeadline?.cancel()
    isAnswering = false
    isStreaming = false
    unanswered -= 1
    if closes { return close(context) }
    guard unanswered == 0 else { return }
    if let refusal { return end(with: refusal, context) }
    if isLast { return close(context) }
    if case .head = input { wait(limits.idleTimeMax, context) }
  }

  // MARK: The end

  /// Answers what no other handler has seen.
  ///
  /// - Parameter reason: nil where it is counted elsewhere.
  private func refuse(
    _ status: HTTPResponse.Status, because reason: APIRefusal?, saying sentence: String,
    _ context: ChannelHandlerContext
  ) {
    if let reason { counts.refused(reason) }
    inputDeadline?.cancel()
    let problem = Problem(status, sentence)
    guard unanswered > 0 else { return end(with: problem, context) }
    isLast = true
    if case .body = input {
      // The request whose body this is may get no answer.
      guard unanswered > 1 else { return context.close(promise: nil) }
      waitForReader(context)
    } else {
      // What was asked before is carried out: its answers leave first.
      refusal = problem
    }
    input = .ended
  }

  /// The last answer of the connection.
  private func end(with problem: Problem, _ context: ChannelHandlerContext) {
    input = .ended
    refusal = nil
    context.write(wrapOutboundOut(.head(problem.lastHead)), promise: nil)
    context.write(
      wrapOutboundOut(.body(.byteBuffer(ByteBuffer(bytes: problem.answer.body)))), promise: nil)
    let written = context.eventLoop.makePromise(of: Void.self)
    let bound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
    written.futureResult.whenComplete { _ in bound.value.0.close(bound.value.1) }
    context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: written)
  }

  /// Closes so that the client reads the answer first: with unread bytes in the socket the system
  /// would reset the connection, and the client would lose it.
  private func close(_ context: ChannelHandlerContext) {
    input = .ended
    inputDeadline?.cancel()
    context.close(mode: .output, promise: nil)
    inputDeadline?.set(in: limits.lingerTimeMax) { context.close(promise: nil) }
    context.read()
  }

  // MARK: Time

  private func wait(_ time: TimeAmount, _ context: ChannelHandlerContext) {
    inputDeadline?.set(in: time) { [unowned self] in inputIsLate(context) }
  }

  private func inputIsLate(_ context: ChannelHandlerContext) {
    switch input {
    case .ended: return
    case .head:
      // One that sent nothing is idle.
      if header.hasBytes { counts.refused(.slow) }
      input = .ended
      context.close(promise: nil)
    case .body:
      counts.refused(.slow)
      tellCutBody(context, .late)
      input = .ended
      context.close(promise: nil)
    }
  }

  private func waitForReader(_ context: ChannelHandlerContext) {
    answerDeadline?.set(in: limits.answerTimeMax) { [counts] in
      counts.refused(.slow)
      context.close(promise: nil)
    }
  }
}
