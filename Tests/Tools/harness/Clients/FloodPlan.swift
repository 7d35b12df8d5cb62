import ToxCore

/// What a flood is to be.
struct FloodPlan {
  var count: Int
  /// Bytes of each message.
  let length: Int
  /// Messages on their way at once.
  let window: Int
  let isOneWay: Bool
  /// Without an echo for so long it ends, and so long after the sending.
  let patience: Interval
  let sendingLimit: Interval?

  /// flood FRIEND COUNT SHORTEST LONGEST WINDOW SEED text|bytes STALL_SECONDS [SENDING_SECONDS]
  init?(flood words: [String]) {
    let numbers = words.map { Int($0) }
    guard words.count >= 8, let count = numbers[1], let length = numbers[3],
      let window = numbers[4], let stall = numbers[7]
    else { return nil }
    self.init(
      count: count, length: length, window: window, stall: stall,
      sending: numbers.dropFirst(8).first ?? nil, isOneWay: false)
  }

  /// oneway FRIEND COUNT LENGTH WINDOW STALL_SECONDS [SENDING_SECONDS]
  init?(oneWay words: [String]) {
    let numbers = words.map { Int($0) }
    guard words.count >= 5, let count = numbers[1], let length = numbers[2],
      let window = numbers[3], let stall = numbers[4]
    else { return nil }
    self.init(
      count: count, length: length, window: window, stall: stall,
      sending: numbers.dropFirst(5).first ?? nil, isOneWay: true)
  }

  private init(
    count: Int, length: Int, window: Int, stall: Int, sending: Int?, isOneWay: Bool
  ) {
    (self.count, self.length, self.window, self.isOneWay) = (count, length, window, isOneWay)
    patience = .seconds(Int64(stall))
    sendingLimit = sending.map { .seconds(Int64($0)) }
  }
}
