public import GatewayCore

/// How much comes in, and how soon it is answered.
public struct StatisticsPage: Sendable {
  public var statistics: DeskStatistics

  public init(_ statistics: DeskStatistics) { self.statistics = statistics }

  public func html(in frame: PageFrame) -> [UInt8] {
    let strings = frame.strings
    var charts: [PageView] = []
    if statistics.days.contains(where: { $0.messages > 0 }) {
      charts.append(tipsChart(strings, frame))
    }
    if hasConversations { charts.append(answersChart(strings, frame)) }
    let view: PageView = ["charts": .rows(charts)]
    return frame.page(.statistics, view, title: strings.text(.statistics), link: .statistics)
  }

  private var hasConversations: Bool {
    let answered = statistics.answeredWithin.reduce(0) { $0 + $1.conversations }
    return answered + statistics.answeredLater + statistics.unanswered > 0
  }

  private func tipsChart(_ strings: LanguageStrings, _ frame: PageFrame) -> PageView {
    let bars = statistics.days.map {
      BarChart.Bar(name: strings.day($0.start), value: $0.messages)
    }
    return chart(
      strings.text(.tipsPerDay), as: .columns, of: bars, column: strings.text(.day),
      unit: strings.text(.tips), summary: nil, frame)
  }

  private func answersChart(_ strings: LanguageStrings, _ frame: PageFrame) -> PageView {
    var bars = statistics.answeredWithin.map { share in
      let limit = strings.duration(milliseconds: share.milliseconds)
      return BarChart.Bar(name: strings.text(.within, limit), value: share.conversations)
    }
    bars.append(BarChart.Bar(name: strings.text(.later), value: statistics.answeredLater))
    bars.append(
      BarChart.Bar(name: strings.text(.unanswered), value: statistics.unanswered, isRest: true))
    let summary = statistics.median.map {
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
