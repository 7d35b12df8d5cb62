import NIOCore
import NIOPosix
import Synchronization

/// A receiver of webhooks on this machine that answers as it is told, in bytes.
final class Receiver: Sendable {
  /// What it does when a whole request has come.
  enum Behaviour: Sendable {
    case answer(String)
    /// Sends these, in turn over all its connections; the last one repeats.
    case answers([String])
    /// Closes before it has read anything.
    case hangUp
    /// Sends this and closes.
    case answerAndHangUp(String)
    /// Reads and says nothing.
    case silence
    /// Sends the first text, then the second one over and over, as fast as it is taken.
    case endless(String, String)
    /// Sends the first text, then one byte each 20 ms.
    case drip(String)
  }

  private let channel: any Channel
  private let log: Log

  init(_ behaviour: Behaviour) throws {
    let log = Log()
    self.log = log
    channel = try ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
      .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
      .childChannelInitializer { channel in
        channel.eventLoop.makeCompletedFuture {
          try channel.pipeline.syncOperations.addHandler(
            ReceiverHandler(behaviour: behaviour, log: log))
        }
      }
      .bind(host: "127.0.0.1", port: 0).wait()
  }

  deinit { channel.close(promise: nil) }

  var port: Int { channel.localAddress?.port ?? 0 }
  var url: String { "http://127.0.0.1:\(port)/secret-path" }

  /// The requests that came whole, header and body.
  var requests: [String] { log.state.withLock { $0.requests } }
  var connections: Int { log.state.withLock { $0.connections } }
  /// Most requests that were open at one time.
  var openMax: Int { log.state.withLock { $0.openMax } }

  final class Log: Sendable {
    struct State {
      var requests: [String] = []
      var connections = 0
      var open = 0
      var openMax = 0
    }
    let state = Mutex(State())
  }
}

private final class ReceiverHandler: ChannelInboundHandler {
  typealias InboundIn = ByteBuffer
  typealias OutboundOut = ByteBuffer

  private let behaviour: Receiver.Behaviour
  private let log: Receiver.Log
  private var received = ""
  private var isOpen = false

  init(behaviour: Receiver.Behaviour, log: Receiver.Log) {
    self.behaviour = behaviour
    self.log = log
  }

  func channelActive(context: ChannelHandlerContext) {
    log.state.withLock { state in
      state.connections += 1
      state.open += 1
      state.openMax = max(state.openMax, state.open)
    }
    isOpen = true
    if case .hangUp = behaviour { context.close(promise: nil) }
  }

  func channelInactive(context: ChannelHandlerContext) {
    if isOpen { log.state.withLock { $0.open -= 1 } }
    isOpen = false
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    received += String(buffer: unwrapInboundIn(data))
    guard let end = received.firstRange(of: "\r\n\r\n") else { return }
    let length =
      received[..<end.lowerBound].split(separator: "\r\n")
      .first { $0.lowercased().hasPrefix("content-length: ") }
      .flatMap { Int($0.dropFirst(16)) } ?? 0
    guard received[end.upperBound...].utf8.count >= length else { return }
    let number = log.state.withLock { state in
      state.requests.append(received)
      return state.requests.count - 1
    }
    received = ""
    answer(number, context: context)
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }

  private func answer(_ number: Int, context: ChannelHandlerContext) {
    switch behaviour {
    case .answer(let text): write(text, context: context)
    case .answers(let texts): write(texts[min(number, texts.count - 1)], context: context)
    case .answerAndHangUp(let text):
      write(text, context: context)
      context.close(promise: nil)
    case .hangUp, .silence: break
    case .endless(let first, let again):
      write(first, context: context)
      flood(again, context: context)
    case .drip(let first):
      write(first, context: context)
      drip(context: context)
    }
  }

  private func write(_ text: String, context: ChannelHandlerContext) {
    context.writeAndFlush(wrapOutboundOut(ByteBuffer(string: text)), promise: nil)
  }

  private func flood(_ text: String, context: ChannelHandlerContext) {
    let bound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
    context.writeAndFlush(wrapOutboundOut(ByteBuffer(string: text))).whenSuccess {
      // Not at once: a write that succeeds immediately would pile up calls on the stack.
      bound.eventLoop.execute { bound.value.0.flood(text, context: bound.value.1) }
    }
  }

  private func drip(context: ChannelHandlerContext) {
    guard context.channel.isActive else { return }
    write("x", context: context)
    let bound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
    context.eventLoop.scheduleTask(in: .milliseconds(20)) {
      bound.value.0.drip(context: bound.value.1)
    }
  }
}
