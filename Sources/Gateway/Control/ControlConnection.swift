import GatewayCore
import NIOCore
import Synchronization

/// Counts the clients: each takes a descriptor that the network or a webhook may need.
final class ControlConnections: Sendable {
  static let countMax = 128

  private let count = Mutex(0)

  /// - Returns: false at the limit.
  func add() -> Bool {
    count.withLock { count in
      guard count < Self.countMax else { return false }
      count += 1
      return true
    }
  }

  func remove() { count.withLock { $0 -= 1 } }

  var isEmpty: Bool { count.withLock { $0 == 0 } }
}

/// One connection of a client.
final class ControlConnection: ChannelDuplexHandler {
  typealias InboundIn = ByteBuffer
  typealias OutboundIn = ByteBuffer
  typealias OutboundOut = ByteBuffer

  /// The system lets only the home's owner connect.
  private static let authorization = Authorization.owner

  /// Requests of one connection that may wait for their answer; no more are read until one is
  /// answered.
  static let pendingMax = 64

  private let connections: ControlConnections
  private let feed: EventFeed
  private let submit: ControlServer.Submit
  /// The number of the last event that was sent; nil where the client does not follow events.
  private var followedUpTo: Int64?
  private var isCounted = false
  private var pendingCount = 0
  /// Whether the client has closed its sending side and only waits for answers.
  private var inputIsClosed = false
  private var wantsToRead = false

  init(
    connections: ControlConnections, feed: EventFeed, submit: @escaping ControlServer.Submit
  ) {
    self.connections = connections
    self.feed = feed
    self.submit = submit
  }

  func channelActive(context: ChannelHandlerContext) {
    isCounted = connections.add()
    if !isCounted {
      write(.failed("Too many clients are connected to this bot: try again later."), context)
      closeWhenWritten(context)
    }
    context.fireChannelActive()
  }

  func channelInactive(context: ChannelHandlerContext) {
    if isCounted { connections.remove() }
    isCounted = false
    unfollow(context)
    context.fireChannelInactive()
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    guard isCounted else { return }
    let line = unwrapInboundIn(data)
    switch ControlLine.received(line.readableBytesView) {
    case .unversioned: write(ControlLine.unversionedReply, context)
    case .refused(let sentence): write(.failed(sentence), context)
    case .request(let request, let author):
      if let refusal = Self.authorization.refusal(of: request) {
        return write(.failed(refusal, .forbidden), context)
      }
      carryOut(request, by: author, context)
    case .subscription(let subscription):
      if let refusal = Self.authorization.refusal(of: subscription) {
        return write(.failed(refusal, .forbidden), context)
      }
      follow(subscription, context)
    }
  }

  private func carryOut(
    _ request: ApplicationRequest, by author: Author, _ context: ChannelHandlerContext
  ) {
    pendingCount += 1
    let loopBound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
    submit(request, author) { reply in
      loopBound.eventLoop.execute {
        let (connection, context) = loopBound.value
        connection.answer(reply, context)
      }
    }
  }

  func read(context: ChannelHandlerContext) {
    guard pendingCount < Self.pendingMax else {
      wantsToRead = true
      return
    }
    context.read()
  }

  func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
    if case .inputClosed? = event as? ChannelEvent {
      inputIsClosed = true
      // Otherwise a follower that is gone would be noticed only at the next event.
      unfollow(context)
      closeWhereDone(context)
    }
    context.fireUserInboundEventTriggered(event)
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    context.close(promise: nil)
  }

  private func answer(_ reply: Reply, _ context: ChannelHandlerContext) {
    pendingCount -= 1
    guard isCounted else { return }
    write(reply, context)
    if wantsToRead, pendingCount < Self.pendingMax {
      wantsToRead = false
      context.read()
    }
    closeWhereDone(context)
  }

  private func write(_ reply: Reply, _ context: ChannelHandlerContext) {
    if let line = ControlLine.line(reply) { write(line, context) }
  }

  private func write(_ bytes: [UInt8], _ context: ChannelHandlerContext) {
    context.writeAndFlush(wrapOutboundOut(ByteBuffer(bytes: bytes)), promise: nil)
  }

  private func closeWhereDone(_ context: ChannelHandlerContext) {
    guard inputIsClosed, pendingCount == 0 else { return }
    closeWhenWritten(context)
  }

  /// Closing drops what the system has not taken yet of a long answer.
  private func closeWhenWritten(_ context: ChannelHandlerContext) {
    let written = context.eventLoop.makePromise(of: Void.self)
    let bound = NIOLoopBound(context, eventLoop: context.eventLoop)
    written.futureResult.whenComplete { _ in bound.value.close(promise: nil) }
    context.writeAndFlush(wrapOutboundOut(ByteBuffer()), promise: written)
  }
}

/// Following the events: they are sent from the feed as fast as the client reads them.
extension ControlConnection {
  /// Events that are taken from the feed at one time.
  private static let eventsAtOnce = 16

  private func follow(_ subscription: Subscription, _ context: ChannelHandlerContext) {
    guard followedUpTo == nil else {
      return write(.failed("This connection follows the events already."), context)
    }
    let loopBound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
    feed.follow(self) {
      loopBound.eventLoop.execute { loopBound.value.0.sendEvents(loopBound.value.1) }
    }
    let start = subscription.start(in: feed.run, newest: feed.newest)
    followedUpTo = start
    write([FeedNotice.following(run: feed.run).jsonLine(at: .now, number: start)], context)
    sendEvents(context)
  }

  private func unfollow(_ context: ChannelHandlerContext) {
    guard followedUpTo != nil else { return }
    followedUpTo = nil
    guard let stopKeeping = feed.leave(self) else { return }
    context.eventLoop.scheduleTask(in: TimeAmount(EventFeed.keptAfterLast), stopKeeping)
  }

  func channelWritabilityChanged(context: ChannelHandlerContext) {
    sendEvents(context)
    context.fireChannelWritabilityChanged()
  }

  private func sendEvents(_ context: ChannelHandlerContext) {
    while let last = followedUpTo, context.channel.isWritable {
      let page = feed.page(for: self, after: last, atMost: Self.eventsAtOnce)
      guard page.missed > 0 || !page.events.isEmpty else { return }
      let next = last + page.missed
      followedUpTo = page.events.last?.number ?? next
      var lines = page.events.map(\.jsonLine)
      if page.missed > 0 {
        lines.insert(FeedNotice.gap(missed: page.missed).jsonLine(at: .now, number: next), at: 0)
      }
      write(lines, context)
    }
  }

  /// Writes lines together, each with its end.
  private func write(_ lines: [String], _ context: ChannelHandlerContext) {
    write(lines.flatMap { Array($0.utf8) + [UInt8(ascii: "\n")] }, context)
  }
}
