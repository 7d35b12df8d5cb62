import Hummingbird
import HummingbirdTLS

/// Serves the application interface over HTTP.
package struct APIServer: Sendable {
  package init() {}
}
