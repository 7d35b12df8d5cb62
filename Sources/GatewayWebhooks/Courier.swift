import CCurl
import Dispatch
import Foundation
public import GatewayCore
import Synchronization

/// Carries requests to webhooks, on threads of its own.
///
/// It goes where it is told and nowhere else: no redirect is followed, no proxy is taken from the
/// environment, no address is connected to that a request does not allow. It judges no answer of
/// HTTP. Whatever a receiver sends, or fails to send, a transfer ends within `CourierLimits`.
public final class Courier: Sendable {
  public typealias Completion = @Sendable (CourierEnd?) -> Void

  private let mailbox: CourierMailbox
  private let ended = DispatchGroup()

  /// - Parameter threads: 1 to `threadsMax`. Each carries its share of a webhook's requests; a
  ///   webhook with few has them all carried by the first.
  public init(
    limits: CourierLimits = CourierLimits(), route: CourierRoute = .direct, threads: Int = 1
  ) throws(CourierError) {
    guard CurlHandle.isLibraryReady else { throw CourierError() }
    var handles: [CourierHandle] = []
    for _ in 0..<min(max(1, threads), Self.threadsMax) {
      guard let pointer = curl_multi_init() else {
        for handle in handles { curl_multi_cleanup(handle.pointer) }
        throw CourierError()
      }
      handles.append(CourierHandle(pointer: pointer))
    }
    let wakers = handles.map { CourierWaker($0) }
    mailbox = CourierMailbox(limits, wakers)
    for (thread, handle) in handles.enumerated() {
      ended.enter()
      Thread.detachNewThread { [mailbox, ended] in
        Thread.current.name = "webhooks"
        CourierLoop(
          thread: thread, mailbox: mailbox, waker: wakers[thread], multi: handle.pointer,
          limits: limits, route: route
        ).run()
        ended.leave()
      }
    }
  }

  public static let threadsMax = 4

  /// Does not wait: the last reference may go away in a completion, on the courier's own thread.
  deinit { mailbox.close(grace: 0) }

  /// Sends one request as soon as there is room for it.
  ///
  /// - Parameter completion: called once, on the courier's thread (return quickly), or at once when
  ///   the courier has been shut down. nil: the courier stopped before it had an answer, which says
  ///   nothing about the receiver.
  public func send(_ request: WebhookRequest, completion: @escaping Completion) {
    send([CourierJob(request, completion: completion)])
  }

  /// Sends many requests, which are handed to its threads at once.
  public func send(_ jobs: [CourierJob]) {
    guard !mailbox.post(jobs) else { return }
    for job in jobs { job.completion(nil) }
  }

  /// Keeps a connection to each broker that is to say whether the bot is there, and no longer to
  /// those of an earlier call.
  public func keepStatus(of webhooks: [Webhook]) {
    mailbox.keep(
      webhooks.compactMap { webhook in
        WebhookFormats.all[webhook.format].flatMap { $0.standingRequest(of: webhook) }
      })
  }

  /// Connects to a webhook's receiver as a delivery would, and says nothing to it.
  ///
  /// - Parameter completion: called once with what is in the way, a sentence, or nil.
  public func connect(to webhook: Webhook, completion: @escaping @Sendable (String?) -> Void) {
    let format = WebhookFormats.all[webhook.format] ?? JSONFormat()
    send(format.probe(of: webhook)) { end in completion(end?.result.problem) }
  }

  /// Accepts no further requests, lets those under way finish, and drops the waiting ones.
  ///
  /// - Parameter grace: milliseconds to wait for transfers under way before they are cut off.
  public func shutdown(grace: Int = 5_000) {
    mailbox.close(grace: grace)
    ended.wait()
  }

}

/// libcurl could not be started: there is no memory for it.
public struct CourierError: Error, Hashable, Sendable {}
