import GatewayCore

/// What one event has changed of the committed state so far.
struct WrittenState {
  struct TimerName: Hashable {
    var name: String
    var contact: ContactKey?
  }

  /// Nil where the event removed the value.
  var values: [String: String?] = [:]
  /// How many more values there are than before the event; negative where it removed some.
  var valuesAdded = 0
  /// False where the event cancelled the timer.
  var timers: [TimerName: Bool] = [:]
  var timersAdded = 0
  /// Labels that the event added, or with false removed.
  /// Conversations as the event left them.
  var triage: [ContactKey: Triage] = [:]
  private(set) var labels: [ContactKey: [ContactLabel: Bool]] = [:]

  mutating func note(_ label: ContactLabel, of contact: ContactKey, isSet: Bool) {
    labels[contact, default: [:]][label] = isSet
  }

  /// Most events change nothing, and are spared the work.
  mutating func clear() {
    if !values.isEmpty { values.removeAll() }
    if !timers.isEmpty { timers.removeAll() }
    if !labels.isEmpty { labels.removeAll() }
    if !triage.isEmpty { triage.removeAll() }
    valuesAdded = 0
    timersAdded = 0
  }
}
