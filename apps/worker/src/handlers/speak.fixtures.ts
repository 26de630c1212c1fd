/**
 * An event of API Gateway, payload format 2.0, whole as the developer guide documents it ("Create AWS Lambda proxy integrations
 * for HTTP APIs"), for our route.
 */
export const recordedEvent = {
  version: '2.0',
  routeKey: 'POST /speak',
  rawPath: '/speak',
  rawQueryString: '',
  headers: {
    accept: '*/*',
    'accept-encoding': 'gzip, deflate',
    'content-length': '24',
    'content-type': 'application/json',
    host: 'a1b2c3d4e5.execute-api.us-east-1.amazonaws.com',
    'user-agent': 'node',
    'x-amzn-trace-id': 'Root=1-67409f1c-0a1b2c3d4e5f60718293a4b5',
    'x-forwarded-for': '203.0.113.10',
    'x-forwarded-port': '443',
    'x-forwarded-proto': 'https',
  },
  requestContext: {
    accountId: '123456789012',
    apiId: 'a1b2c3d4e5',
    domainName: 'a1b2c3d4e5.execute-api.us-east-1.amazonaws.com',
    domainPrefix: 'a1b2c3d4e5',
    http: {
      method: 'POST',
      path: '/speak',
      protocol: 'HTTP/1.1',
      sourceIp: '203.0.113.10',
      userAgent: 'node',
    },
    requestId: 'JKJaXmPLvHcESHA=',
    routeKey: 'POST /speak',
    stage: '$default',
    time: '21/Nov/2026:12:00:00 +0000',
    timeEpoch: 1795262400000,
  },
  body: '{"text":"Hola a todos."}',
  isBase64Encoded: false,
};
