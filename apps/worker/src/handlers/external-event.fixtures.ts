/*
 * Events of monitors and identity providers, whole. Sources: CloudWatch user guide, "Alarm events and EventBridge"; Auth0,
 * "Stream logs to Amazon EventBridge"; New Relic, EventBridge destinations with the default template of an issue.
 */

export const alarm = {
  version: '0',
  id: 'c4c1c1c9-6542-e61b-6ef0-8c4d36933a92',
  'detail-type': 'CloudWatch Alarm State Change',
  source: 'aws.cloudwatch',
  account: '123456789012',
  time: '2019-10-02T17:04:40Z',
  region: 'us-east-1',
  resources: ['arn:aws:cloudwatch:us-east-1:123456789012:alarm:ServerCpuTooHigh'],
  detail: {
    alarmName: 'ServerCpuTooHigh',
    configuration: {
      description: 'Goes into alarm when server CPU utilization is too high!',
      metrics: [
        {
          id: '30b6c6b2-a864-43a2-4877-c09a1afc3b87',
          metricStat: {
            metric: {
              dimensions: { InstanceId: 'i-12345678901234567' },
              name: 'CPUUtilization',
              namespace: 'AWS/EC2',
            },
            period: 300,
            stat: 'Average',
          },
          returnData: true,
        },
      ],
    },
    previousState: {
      reason:
        'Threshold Crossed: 1 out of the last 1 datapoints [0.0666851903306472 (01/10/19 13:46:00)] was not greater than the threshold (50.0) (minimum 1 datapoint for ALARM -> OK transition).',
      reasonData:
        '{"version":"1.0","queryDate":"2019-10-01T13:56:40.985+0000","startDate":"2019-10-01T13:46:00.000+0000","statistic":"Average","period":300,"recentDatapoints":[0.0666851903306472],"threshold":50.0}',
      timestamp: '2019-10-01T13:56:40.987+0000',
      value: 'OK',
    },
    state: {
      reason:
        'Threshold Crossed: 1 out of the last 1 datapoints [99.50160229693434 (02/10/19 16:59:00)] was greater than the threshold (50.0) (minimum 1 datapoint for OK -> ALARM transition).',
      reasonData:
        '{"version":"1.0","queryDate":"2019-10-02T17:04:40.985+0000","startDate":"2019-10-02T16:59:00.000+0000","statistic":"Average","period":300,"recentDatapoints":[99.50160229693434],"threshold":50.0}',
      timestamp: '2019-10-02T17:04:40.989+0000',
      value: 'ALARM',
    },
  },
};

export const newRelicIssue = {
  version: '0',
  id: 'dbd0e7c4-3c1b-4f20-23c8-8c024e04a722',
  'detail-type': 'NewRelicEvent',
  source: 'aws.partner/newrelic.com/1092591/operations',
  account: '123456789012',
  time: '2022-10-17T17:19:53Z',
  region: 'us-east-2',
  resources: [],
  detail: {
    id: '2c111856-2829-4235-a26b-85511bf74c08',
    issueUrl:
      'https://radar-api.service.newrelic.com/accounts/1/issues/0ea2df1c-adab-45d2-aae0-042b609d2322?notifier=EVENT_BRIDGE&action=',
    title: "Monitor failed for location Columbus, OH, USA on 'chat front page'",
    priority: 'CRITICAL',
    impactedEntities: ['chat front page', 'chat api'],
    totalIncidents: 1,
    state: 'ACTIVATED',
    trigger: 'STATE_CHANGE',
    isCorrelated: false,
    createdAt: 1666026872359,
    updatedAt: 1666026987511,
    sources: ['newrelic'],
    alertPolicyNames: ['Golden signals'],
    alertConditionNames: ['Front page does not answer'],
    workflowName: 'Operations room',
  },
};

export const auth0Failure = {
  version: '0',
  id: '6b4bc671-0217-46ca-8ee0-e663c94abd91',
  'detail-type': 'Auth0 log',
  source: 'aws.partner/auth0.com/tertulia-2308531e-1ba0-4824-a5de-5fa1d5928ea4/auth0.logs',
  account: '123456789012',
  time: '2021-01-16T12:12:43Z',
  region: 'eu-west-1',
  resources: [],
  detail: {
    log_id: '80020210116121232560015923748216455316604749397232713763',
    data: {
      date: '2021-01-16T12:12:30.147Z',
      type: 'limit_wc',
      description: 'Maximum number of failed sign-ins',
      connection: 'Username-Password-Authentication',
      connection_id: 'con_C85rtu1sSH9UFXmR',
      client_id: 'WflrpooXWyDv3vzf6LxIzYBd6fafewjw',
      client_name: 'Operations console',
      ip: '2001:db8:bb78:ad10:343c:4c88:60cb:be04',
      user_agent:
        'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/87.0.4280.141 Safari/537.36',
      hostname: 'tertulia.eu.auth0.com',
      user_id: 'auth0|6012d7eccf1c41076d8ed3d0',
      user_name: 'maria@example.org',
      strategy: 'auth0',
      strategy_type: 'database',
      log_id: '80020210116121232560015923748216455316604749397232713763',
    },
  },
};

export const auth0Success = {
  ...auth0Failure,
  id: '6b4bc671-0217-46ca-8ee0-e663c94abd92',
  detail: { ...auth0Failure.detail, data: { ...auth0Failure.detail.data, type: 's', description: null } },
};

/** The form for any other program; documented in alerts/README.md. */
export const anybody = {
  version: '0',
  id: '11112222-3333-4444-5555-666677778888',
  'detail-type': 'Tertulia Alert',
  source: 'backup.example',
  account: '123456789012',
  time: '2026-11-21T04:00:07Z',
  region: 'eu-west-1',
  resources: [],
  detail: {
    title: 'The nightly backup is late',
    severity: 'warning',
    text: 'The last one is of yesterday.',
    since: '2026-11-21T03:30:00Z',
    url: 'https://backup.example/runs/77',
  },
};
