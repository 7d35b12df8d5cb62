import GatewayCore
import NIOCore
import NIOHTTP1

/// One connection of a sender: requests come one after the other.
final class HookConnection: ChannelInboundHandler {
  typealias InboundIn = HTTPServerRequestPart
  typealias OutboundOut = HTTPServerResponsePart

  /// 1 MiB: several times what Postern sends.
  static let bodyBytesMax = 1_048_576
  /// For a request from its first byte to its last, and for the next one to begin.
  static let timeout = TimeAmount.seconds(30)

  private enum State {
    /// Exits: body, ended.
    case idle
    /// Exits: idle, ended.
    case body(HTTPRequestHead, [UInt8])
    /// The connection closes; what still comes is dropped.
    case ended
  }

  private let connections: ControlConnections
  private let judge: HookJudge
  private var state = State.idle
  private var isCounted = false
  private var timer: Scheduled<Void>?

  init(connections: ControlConnections, judge: HookJudge) {
    self.connections = connections
    self.judge = judge
  }

  func channelActive(context: ChannelHandlerContext) {
    isCounted = connections.add()
    guard isCounted else { return end(context) }
    restartTimer(context)
    context.fireChannelActive()
  }

  func channelInactive(context: ChannelHandlerContext) {
    if isCounted { connections.remove() }
    isCounted = false
    timer?.cancel()
    context.fireChannelInactive()
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    switch unwrapInboundIn(data) {
    case .head(let head):
      guard case .idle = state else { return }
      guard head.method == .POST || head.method == .PUT else {
        return answer((405, []), to: head, endsAfter: true, context)
      }
      state = .body(head, [])
      restartTimer(context)
    case .body(let buffer):
      guard case .body(let head, var body) = state else { return }
      guard body.count + buffer.readableBytes <= Self.bodyBytesMax else {
        return answer((413, []), to: head, endsAfter: true, context)
      }
      state = .ended
      body.append(contentsOf: buffer.readableBytesView)
      state = .body(head, body)
    case .end:
      guard case .body(let head, let body) = state else { return }
      let response = judge.judge(
        body, request: "\(head.method.rawValue) \(head.uri.withoutSecrets)"
      ) { name in
        head.headers.first(name: name)
      }
      answer(response, to: head, endsAfter: !head.isKeepAlive, context)
    }
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) { end(context) }

  private func answer(
    _ response: (status: Int, body: [UInt8]), to head: HTTPRequestHead, endsAfter: Bool,
    _ context: ChannelHandlerContext
  ) {
    var headers = HTTPHeaders()
    headers.add(name: "content-length", value: String(response.body.count))
    if !response.body.isEmpty { headers.add(name: "content-type", value: "application/json") }
    if endsAfter { headers.add(name: "connection", value: "close") }
    let status = HTTPResponseStatus(statusCode: response.status)
    context.write(
      wrapOutboundOut(.head(HTTPResponseHead(version: .http1_1, status: status, headers: headers))),
      promise: nil)
    context.write(
      wrapOutboundOut(.body(.byteBuffer(ByteBuffer(bytes: response.body)))), promise: nil)
    context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
    if endsAfter { end(context) } else { state = .idle }
    restartTimer(context)
  }

  private func end(_ context: ChannelHandlerContext) {
    state = .ended
    context.close(promise: nil)
  }

  private func restartTimer(_ context: ChannelHandlerContext) {
    timer?.cancel()
    let bound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
    timer = context.eventLoop.scheduleTask(in: Self.timeout) {
      let (connection, context) = bound.value
      connection.end(context)
    }
  }
}

extension String {
  /// A request's path, of which only tells whether there is one: senders put tokens into it.
  fileprivate var withoutSecrets: String { count > 1 ? "/…" : self }
}
