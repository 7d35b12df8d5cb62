import GatewayCore
import Logging
import ToxCore
import ToxNIO
import ToxWire

/// Reports the progress of joining in words, until it is done or a minute has passed; then the
/// nodes and relays that do not answer, and what to do. It does the same for a minute when the
/// network is lost later.
struct JoinProgress {
  var driver: Driver
  var profile: NetworkProfile
  var places: NamedPlaces
  /// Seconds after the start at which to report; the last one is the minute after which a user
  /// wants to know what is wrong.
  var looks = [2, 5, 10, 20, 40, 60]
  var report: @Sendable ([Report]) -> Void

  /// - Parameter changes: the node's connection status, at each change.
  func follow(_ changes: AsyncStream<ConnectionReport.Status>) async {
    await followStart()
    for await status in changes where status == .offline {
      let patience = looks.last ?? 0
      do { try await Task.sleep(for: .seconds(patience)) } catch { return }
      let situation = await situation(after: patience)
      await log(situation)
      if situation.status == .offline { report(situation.advice.map(Report.progress)) }
    }
  }

  private func followStart() async {
    var elapsed = 0
    var told: String?
    for look in looks {
      do { try await Task.sleep(for: .seconds(look - elapsed)) } catch { return }
      elapsed = look
      let situation = await situation(after: look)
      await log(situation)
      guard situation.status != .announced else { return }
      if look == looks.last { return report(situation.advice.map(Report.progress)) }
      guard let words = situation.progress, words != told else { continue }
      report([.progress(words)])
      told = words
    }
  }

  /// Logs counts, for finding out why the network does not come up; no addresses.
  private func log(_ situation: JoinSituation) async {
    let figures = await driver.perform { node, _ in node.joinFigures }
    let named = situation.progress ?? "no nodes or relays named"
    Log.logger.debug(
      """
      joining, \(situation.seconds) s: \(named); \(figures.nodes) DHT nodes answer; of \
      \(figures.announceNodes) announce nodes near our key \(figures.storing) store us
      """)
  }

  /// The present situation.
  func situation(after seconds: Int) async -> JoinSituation {
    let (status, silent, connected) = await driver.perform { node, _ in
      (node.status, node.silentBootstrapNodes, node.connectedRelays)
    }
    let states = await driver.relayStates
    let now = SystemClock.now()
    var situation = JoinSituation(profile: profile, status: status, seconds: seconds)
    situation.nodes = places.nodes.map { place in
      guard let endpoint = place.endpoint else { return (place.node.place, .unresolved) }
      return (place.node.place, silent.contains(endpoint) ? .silent : .answered)
    }
    situation.relays = places.relays.map { place in
      guard let address = place.address else { return (place.node.place, .unresolved) }
      let isConnected = connected.contains { $0.key == place.node.key }
      return (
        place.node.place,
        isConnected ? .answered : states[address]?.answer(now: now) ?? .silent
      )
    }
    if case .away(let reason) = await driver.proxyState { situation.proxyProblem = reason }
    return situation
  }
}

extension RelayState {
  fileprivate func answer(now: Now) -> JoinSituation.RelayAnswer {
    let seconds =
      failingSince.map { Int((now.monotonic - $0.monotonic).nanoseconds / 1_000_000_000) } ?? 0
    return switch status {
    case .open: .connectedOnly
    case .idle, .connecting: .silent
    case .failed(.closed): .failing("it closes the connection", seconds: seconds)
    case .failed(.failed(let reason)): .failing(reason, seconds: seconds)
    case .failed(.proxyFailed(let reason)): .failing(reason, seconds: seconds)
    case .failed(.tooSlow): .failing("it does not read", seconds: seconds)
    }
  }
}
