import CCurl
import GatewayCore

/// The links to all brokers: one for each webhook.
struct MQTTBrokers {
  private let multi: UnsafeMutableRawPointer
  private let limits: CourierLimits
  private let route: CourierRoute
  /// By the webhook's name.
  private var links: [String: MQTTLink] = [:]

  init(multi: UnsafeMutableRawPointer, limits: CourierLimits, route: CourierRoute) {
    self.multi = multi
    self.limits = limits
    self.route = route
  }

  var isBusy: Bool { links.values.contains { $0.isBusy } }
  var waitDescriptors: [curl_waitfd] { links.values.compactMap(\.waitDescriptor) }

  mutating func take(_ job: CourierJob, now: Int64) { link(for: job.request).take(job, now: now) }

  /// These connections are to stand from now on, and no others without a publication.
  mutating func keep(_ requests: [WebhookRequest]) {
    for link in links.values { link.isKept = false }
    for request in requests { link(for: request).isKept = true }
  }

  /// The link for a request; one to another place, or with another login, ends.
  private mutating func link(for request: WebhookRequest) -> MQTTLink {
    if let link = links[request.webhook] {
      if link.request == request.withoutMessage { return link }
      link.end(.unreachable(Self.changed))
    }
    let link = MQTTLink(request, multi: multi, limits: limits, route: route)
    links[request.webhook] = link
    return link
  }

  private static let changed = "The webhook was changed while the attempt was under way."

  /// - Returns: when the next step is due, in milliseconds of the courier's clock.
  func run(now: Int64) -> Int64 { links.values.map { $0.run(now: now) }.min() ?? .max }

  /// - Returns: whether the transfer was a link's.
  func finishConnecting(_ easy: UnsafeMutableRawPointer, _ code: CURLcode, now: Int64) -> Bool {
    guard let link = links.values.first(where: { $0.connecting == easy }) else { return false }
    link.finishConnecting(code, now: now)
    return true
  }

  func dropWaiting() { for link in links.values { link.dropWaiting() } }
  func end() { for link in links.values { link.end(nil) } }
}
