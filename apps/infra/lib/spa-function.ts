import { pageRules } from './product.js';

/**
 * The function that leads addresses of the app to its page. Paths of the API, and whatever asks for a file, stay as they are and are
 * answered 404 when they are missing: the page must never stand in for them (N41).
 */
export function spaFunctionCode(): string {
  return `var notTheApp = ${String(pageRules.NOT_THE_APP)};
var aFile = ${String(pageRules.A_FILE)};
function handler(event) {
  var request = event.request;
  if (!notTheApp.test(request.uri) && !aFile.test(request.uri)) request.uri = '/index.html';
  return request;
}
`;
}
