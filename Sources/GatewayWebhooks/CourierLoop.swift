import CCurl
import GatewayCore
import Glibc

/// One of the courier's threads: sleeps in curl until there is something to do.
final class CourierLoop {
  private let thread: Int
  private let mailbox: CourierMailbox
  private let waker: CourierWaker
  private let multi: UnsafeMutableRawPointer
  private let limits: CourierLimits
  private let route: CourierRoute

  private var running: [UnsafeMutableRawPointer: Transfer] = [:]
  private var resting = RestingTransfers()
  private var brokers: MQTTBrokers
  /// Milliseconds of the monotonic clock at which what still runs is cut off.
  private var deadline: Int64?

  init(
    thread: Int, mailbox: CourierMailbox, waker: CourierWaker, multi: UnsafeMutableRawPointer,
    limits: CourierLimits, route: CourierRoute
  ) {
    self.thread = thread
    self.mailbox = mailbox
    self.waker = waker
    self.multi = multi
    self.limits = limits
    self.route = route
    brokers = MQTTBrokers(multi: multi, limits: limits, route: route)
  }

  func run() {
    blockBrokenPipeSignal()
    while true {
      let jobs = takeMail()
      if let deadline, !isBusy || Self.now >= deadline { break }
      let areRefused = !startTransfers(jobs)
      let nextStep = brokers.run(now: Self.now)
      var stillRunning: Int32 = 0
      curl_multi_perform(multi, &stillRunning)
      // Room for those that wait, without sleeping first.
      if finishTransfers() || areRefused, mailbox.hasJob(for: thread) { continue }
      var sockets = brokers.waitDescriptors
      curl_multi_poll(multi, &sockets, UInt32(sockets.count), pollTimeout(until: nextStep), nil)
    }
    stop()
  }

  private var isBusy: Bool { !running.isEmpty || brokers.isBusy }

  /// - Returns: the jobs to start.
  private func takeMail() -> [CourierJob] {
    let mail = mailbox.take(for: thread)
    for job in mail.publications { brokers.take(job, now: Self.now) }
    if let kept = mail.kept { brokers.keep(kept) }
    guard let grace = mail.grace else { return mail.jobs }
    let end = Self.now + Int64(grace)
    deadline = min(deadline ?? end, end)
    for job in mail.jobs {
      mailbox.ended(job, by: thread)
      job.completion(nil)
    }
    dropWaiting()
    return []
  }

  private func dropWaiting() {
    for job in mailbox.takeWaiting() { job.completion(nil) }
    brokers.dropWaiting()
  }

  /// - Returns: whether all are under way.
  private func startTransfers(_ jobs: [CourierJob]) -> Bool {
    var areAll = true
    for job in jobs {
      let transfer: Transfer
      do throws(TransferRefusal) {
        if let rested = resting.take(for: job) {
          transfer = rested
          try rested.carry(job)
        } else {
          transfer = try Transfer(job, limits: limits, route: route)
        }
      } catch {
        areAll = false
        mailbox.ended(job, by: thread)
        job.end(.unreachable(error.description))
        continue
      }
      curl_multi_add_handle(multi, transfer.easy)
      running[transfer.easy] = transfer
    }
    return areAll
  }

  /// - Returns: whether any has ended.
  private func finishTransfers() -> Bool {
    var easy: UnsafeMutableRawPointer?
    var code = CURLE_OK
    var hasFinished = false
    while ccurl_multi_take_finished(multi, &easy, &code) {
      guard let easy else { continue }
      if brokers.finishConnecting(easy, code, now: Self.now) {
        curl_multi_wakeup(multi)
        continue
      }
      guard let transfer = remove(easy) else { continue }
      hasFinished = true
      transfer.job.end(
        transfer.result(code), at: transfer.place, dialogue: transfer.dialogue?.lines ?? [])
      if code == CURLE_OK { resting.add(transfer) }
    }
    return hasFinished
  }

  private func remove(_ easy: UnsafeMutableRawPointer) -> Transfer? {
    guard let transfer = running.removeValue(forKey: easy) else { return nil }
    curl_multi_remove_handle(multi, easy)
    mailbox.ended(transfer.job, by: thread)
    return transfer
  }

  private func stop() {
    for easy in Array(running.keys) { remove(easy)?.job.completion(nil) }
    dropWaiting()
    brokers.end()
    resting.removeAll()
    waker.forgetHandle()
    curl_multi_cleanup(multi)
  }

  /// Milliseconds; curl wakes earlier for its own time-outs, and for the mailbox.
  private func pollTimeout(until nextStep: Int64) -> Int32 {
    let next = min(nextStep, deadline ?? .max)
    return next == .max ? 60_000 : Int32(clamping: max(0, min(60_000, next - Self.now)))
  }

  private static var now: Int64 {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Int64(time.tv_sec) * 1_000 + Int64(time.tv_nsec) / 1_000_000
  }

  /// A receiver that closes while TLS writes must not end the process.
  private func blockBrokenPipeSignal() {
    var signals = sigset_t()
    sigemptyset(&signals)
    sigaddset(&signals, SIGPIPE)
    pthread_sigmask(SIG_BLOCK, &signals, nil)
  }
}
