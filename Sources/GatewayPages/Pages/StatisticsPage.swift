public import GatewayCore

/// How much comes in, and how soon it is answered.
public struct StatisticsPage: Sendable {
  /// Messages of contacts on each day, the oldest first.
  public var days: [Day]
  public var answers: FirstAnswers

  public struct Day: Sendable {
    /// Its beginning.
    public var start: UnixMilliseconds
    public var tips: Int

    public init(start: UnixMilliseconds, tips: Int) {
      self.start = start
      self.tips = tips
    }
  }

  /// How long new conversations waited for a person's first answer.
  public struct FirstAnswers: Sendable {
    /// Conversations with an answer within each limit and not within the one before, in
    /// milliseconds, and those with a later one.
    public var within: [(limit: Int64, count: Int)]
    public var later: Int
    public var unanswered: Int
    /// Milliseconds; nil where none is answered.
    public var median: Int64?

    public init(
      within: [(limit: Int64, count: Int)], later: Int, unanswered: Int, median: Int64?
    ) {
      self.within = within
      self.later = later
      self.unanswered = unanswered
      self.median = median
    }

    var isEmpty: Bool { later + unanswered + within.reduce(0) { $0 + $1.count } == 0 }
  }

  public init(days: [Day], answers: FirstAnswers) {
    self.days = days
    self.answers = answers
  }

  public func html(in frame: PageFrame) -> [UInt8] {
    let strings = frame.strings
    var charts: [PageView] = []
    if days.contains(where: { $0.tips > 0 }) { charts.append(tipsChart(strings, frame)) }
    if !answers.isEmpty { charts.append(answersChart(strings, frame)) }
    let view: PageView = ["charts": .rows(charts)]
    return frame.page(.statistics, view, title: strings.text(.statistics), link: .statistics)
  }

  private func tipsChart(_ strings: LanguageStrings, _ frame: PageFrame) -> PageView {
    let bars = days.map { BarChart.Bar(name: strings.day($0.start), value: $0.tips) }
    return chart(
      strings.text(.tipsPerDay), as: .columns, of: bars, column: strings.text(.day),
      unit: strings.text(.tips), summary: nil, frame)
  }

  private func answersChart(_ strings: LanguageStrings, _ frame: PageFrame) -> PageView {
    var bars = answers.within.map { part in
      BarChart.Bar(
        name: strings.text(.within, strings.duration(milliseconds: part.limit)), value: part.count)
    }
    bars.append(BarChart.Bar(name: strings.text(.later), value: answers.later))
    bars.append(
      BarChart.Bar(name: strings.text(.unanswered), value: answers.unanswered, isRest: true))
    let summary = answers.median.map {
      strings.text(.firstAnswerMedian, strings.duration(milliseconds: $0))
    }
    return chart(
      strings.text(.firstAnswer), as: .rows, of: bars, column: strings.text(.firstAnswer),
      unit: strings.text(.tips), summary: summary, frame)
  }

  private func chart(
    _ title: HTMLText, as form: BarChart.Form, of bars: [BarChart.Bar], column: HTMLText,
    unit: HTMLText, summary: HTMLText?, _ frame: PageFrame
  ) -> PageView {
    let picture = BarChart(
      title: title, bars: bars, form: form, isRightToLeft: frame.language.isRightToLeft)
    return [
      "title": .html(title), "picture": .html(picture.svg(in: frame.strings)),
      "summary": .optional(summary.map { ["text": .html($0)] }), "column": .html(column),
      "unit": .html(unit),
      "rows": .rows(
        bars.map { ["name": .html($0.name), "value": .text(frame.strings.number($0.value))] }),
    ]
  }
}
