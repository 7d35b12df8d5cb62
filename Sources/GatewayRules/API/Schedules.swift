import GatewayCore

extension RuleAPI {
  static let schedules = HostTable<RuleSession>(
    title: "Schedules",
    about: """
      Rules that run at times and not on an event. They stand at the top of the file; the function \
      gets the time for which it runs, in seconds since 1970. Each time runs once, and what the rule \
      asks for commits with that: over restarts and kills, and when the clock is set back or forward. \
      Times that were missed, because the bot did not run, run once together. Two schedules are the \
      same one before and after a change of the file where what is written is the same: its function \
      may change, and with another time it begins anew. A bot has \(Schedule.countMax) of them at most.
      """,
    place: .globals,
    functions: [
      declaration(
        "every",
        signature: #"every("mon-fri 09:00", function(time) … end, { zone = "Europe/Berlin" })"#,
        help: """
          Runs at these times of day, on these days of the week or without them on each: "09:00", \
          "mon-fri 09:00", "sat,sun 10:00,16:30". `zone` names a time zone; without it, times are UTC. A \
          time that a change to summer time skips runs at the change, and one that comes twice runs the \
          first time. With an interval, `every("1h", f)`, it runs first when that has passed ("1s" to \
          "366d", whole numbers with s, m, h, d or w).
          """, declareEvery),
      declaration(
        "at",
        signature: #"at("2027-01-01 09:00", function(time) … end, { zone = "Europe/Berlin" })"#,
        help: """
          Runs once at this time. One that is past when the file is first loaded does not run.
          """, declareAt),
    ])

  private static func declareEvery(
    _ session: RuleSession, _ call: inout HostCall
  ) throws(HostError) {
    let text = try call.string(0, "the time of every").lowercased().split(separator: " ")
      .joined(separator: " ")
    if case .seconds(let seconds)? = BotConfiguration.InboxPolicy.Keep(text) {
      guard Schedule.intervals.contains(seconds * 1_000) else {
        throw HostError("an interval of every is between \"1s\" and \"366d\"")
      }
      guard call.isNil(2) else { throw HostError("an interval of every has no zone") }
      return try session.add(
        Schedule(name: "every \(text)", pattern: .interval(seconds * 1_000)), call)
    }
    guard let times = WeeklyTimes(text) else {
      throw HostError(
        """
        the time of every must be an interval like "1h", or times of day like "09:00", \
        "mon-fri 09:00" or "sat,sun 10:00,16:30"
        """)
    }
    let zone = try session.zone(call, "every")
    try session.add(
      Schedule(name: "every \(text) \(zone.name)", pattern: .weekly(times, zone)), call)
  }

  private static func declareAt(
    _ session: RuleSession, _ call: inout HostCall
  ) throws(HostError) {
    guard let local = CivilTime.parse(try call.string(0, "the time of at")) else {
      throw HostError("the time of at is written like \"2027-01-01 09:00\"")
    }
    let zone = try session.zone(call, "at")
    let text = CivilTime(local).formatted("%Y-%m-%d %H:%M")
    try session.add(
      Schedule(name: "at \(text) \(zone.name)", pattern: .once(zone.moment(of: local))), call)
  }
}

extension RuleSession {
  fileprivate func zone(_ call: HostCall, _ owner: String) throws(HostError) -> ZoneOffsets {
    guard !call.isNil(2) else { return .utc }
    let options = try Options(call.value(2), of: owner, known: ["zone"])
    guard let name = try options.string("zone") else { return .utc }
    return try zone(name, "zone of \(owner)")
  }

  /// The offsets of a time zone.
  func zone(_ name: String, _ subject: String) throws(HostError) -> ZoneOffsets {
    do throws(SettingMistake) {
      return try environment.zone(name)
    } catch {
      throw HostError("\(subject) is \(quoted: name), which \(error)")
    }
  }

  fileprivate func add(_ schedule: Schedule, _ call: HostCall) throws(HostError) {
    guard call.isFunction(1) else {
      throw call.mismatch(1, what: "what runs at the time", wanted: "a function")
    }
    guard configuration.schedules.count < Schedule.countMax else {
      throw HostError("a bot has \(Schedule.countMax) schedules at most")
    }
    let equal = configuration.schedules.filter {
      $0.name == schedule.name || $0.name.hasPrefix("\(schedule.name) #")
    }
    let name = equal.isEmpty ? schedule.name : "\(schedule.name) #\(equal.count + 1)"
    let slot = makeSlot()
    call.keepFunction(1, in: slot)
    scheduleSlots[name] = slot
    configuration.schedules.append(Schedule(name: name, pattern: schedule.pattern))
  }
}
