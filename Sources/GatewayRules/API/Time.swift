import GatewayCore

extension RuleAPI {
  static let time = HostTable<RuleSession>(
    title: "Time",
    about: """
      A rule sees one moment: that of the event. `offset` is a time zone, such as \
      "Europe/Berlin", or the local time's distance from UTC in hours (2, -5, 5.5), which does not \
      follow summer time; without it, times are UTC.
      """,
    place: .globals,
    functions: [
      HostFunction("now", signature: "now()", help: "The event's time, in seconds since 1970.") {
        (session, call) throws(HostError) in call.answer(session.now.rawValue / 1_000)
      },
      HostFunction(
        "clock", signature: "clock(offset)",
        help:
          "A table: `year`, `month`, `day`, `hour`, `minute`, `second`, `weekday` (1 is Monday)."
      ) { (session, call) throws(HostError) in
        let time = try session.civilTime(call, offsetAt: 0)
        call.answer(
          .record([
            ("year", .integer(time.year)), ("month", .integer(time.month)),
            ("day", .integer(time.day)), ("hour", .integer(time.hour)),
            ("minute", .integer(time.minute)), ("second", .integer(time.second)),
            ("weekday", .integer(time.weekday)),
          ]))
      },
      HostFunction(
        "date", signature: #"date("%Y-%m-%d %H:%M", offset)"#,
        help: "The time as text. Knows %Y %m %d %H %M %S %A %a %B %b and %%."
      ) { (session, call) throws(HostError) in
        let format = call.isNil(0) ? "%Y-%m-%d %H:%M" : try call.name(0, "a format")
        call.answer(try session.civilTime(call, offsetAt: 1).formatted(format))
      },
    ] + timerFunctions)
}

extension RuleSession {
  fileprivate func civilTime(
    _ call: HostCall, offsetAt index: Int
  ) throws(HostError) -> CivilTime {
    if call.isText(index) {
      let zone = try zone(try call.name(index, "a time zone"), "the time zone")
      return CivilTime(now.advanced(byMilliseconds: zone.offset(at: now)))
    }
    let hours = call.isNil(index) ? 0 : try call.number(index, "an offset")
    guard hours >= -14, hours <= 14 else {
      throw HostError("an offset is between -14 and 14 hours")
    }
    return CivilTime(now.advanced(byMilliseconds: Int64(hours * 3_600_000)))
  }
}
