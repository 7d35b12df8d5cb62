/// What a person may have meant who mistyped a name.
public enum NearMiss {
  /// The name that is most like what was typed; nil where none is near enough to be meant.
  ///
  /// - Parameter names: the first one wins among equals.
  public static func nearest(to typed: String, among names: [String]) -> String? {
    let letters = Array(typed.lowercased())
    let limit = letters.count < 6 ? 1 : 2
    var best: (name: String, distance: Int)?
    for name in names {
      let distance = distance(letters, Array(name.lowercased()))
      if distance <= limit, distance < best?.distance ?? .max { best = (name, distance) }
    }
    return best?.name
  }

  /// How many letters are to be put in, left out, changed, or swapped with their neighbour.
  private static func distance(_ first: [Character], _ second: [Character]) -> Int {
    var beforeLast: [Int] = []
    var last = Array(0...second.count)
    for (row, letter) in first.enumerated() {
      var current = [row + 1]
      for (column, other) in second.enumerated() {
        var cost = min(
          last[column] + (letter == other ? 0 : 1), last[column + 1] + 1, current[column] + 1)
        if row > 0, column > 0, letter == second[column - 1], first[row - 1] == other {
          cost = min(cost, beforeLast[column - 1] + 1)
        }
        current.append(cost)
      }
      (beforeLast, last) = (last, current)
    }
    return last[second.count]
  }
}
