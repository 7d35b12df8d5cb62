import GatewayCore
import GatewayEngine
import GatewayHTTP
import GatewayStore
import GatewayWebhooks
import Synchronization

/// The incoming hooks of the bot's file in force, as the HTTP interface serves them. From any
/// thread.
final class IncomingHooks: Sendable {
  typealias Submit = @Sendable (HookArrival) -> Void

  private let keys: HomeKeys
  private let submit: Submit
  private let tally: HookTally
  private let verifiers = Mutex<[String: HookVerifier]>([:])

  /// - Parameters:
  ///   - submit: has the worker handle a request.
  ///   - tally: counts refused requests.
  init(keys: HomeKeys, tally: HookTally, submit: @escaping Submit) {
    self.keys = keys
    self.tally = tally
    self.submit = submit
  }

  /// These are the hooks from now on.
  func use(_ hooks: [IncomingHook]) {
    let new = Dictionary(uniqueKeysWithValues: hooks.map { ($0.name, HookVerifier($0)) })
    verifiers.withLock { $0 = new }
  }

  func open(_ request: HookRequest) -> HookOpening {
    guard let verifier = verifier(of: request) else { return .unknown }
    do throws(HookRefusal) {
      return .open(isProven: try verifier.check(headerOf: request, now: .now))
    } catch {
      refuse(hook: request.hook, because: error)
      return .refused(error)
    }
  }

  func receive(_ request: HookRequest) async -> Result<HookReply, HookRefusal> {
    guard let verifier = verifier(of: request) else { return .success(.unknown) }
    do throws(HookRefusal) {
      let proven = try verifier.verify(request, now: .now)
      guard ["POST", "PUT"].contains(request.method) else { throw .method }
      if let answer = proven.trialAnswer { return .success(.answered(answer)) }
      return .success(await handle(proven))
    } catch {
      refuse(hook: request.hook, because: error)
      return .failure(error)
    }
  }

  func refuse(hook: String, because reason: HookRefusal) {
    tally.add(hook, reason, now: .now)
  }

  private func handle(_ hook: ProvenHook) async -> HookReply {
    let repetition = hook.common.map { common in
      RepeatableHook(
        hook: hook.request.hook, request: keys.hash(ofHookRequest: common), window: hook.window)
    }
    let reply = await withCheckedContinuation { continuation in
      submit(
        HookArrival(hook.request, repetition: repetition) { continuation.resume(returning: $0) })
    }
    if reply == .unavailable { refuse(hook: hook.request.hook, because: .busy) }
    return reply
  }

  private func verifier(of request: HookRequest) -> HookVerifier? {
    verifiers.withLock { $0[request.hook] }
  }
}
