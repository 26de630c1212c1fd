import * as wafv2 from 'aws-cdk-lib/aws-wafv2';
import { type ChatStack, hostsOf } from './chat-stack.js';

/** Rules of the managed set that would take a message about markup or code for an attack. They count, and do not block. */
const CHAT_LOOKS_LIKE = [
  'CrossSiteScripting_BODY',
  'GenericLFI_BODY',
  'GenericRFI_BODY',
  'EC2MetaDataSSRF_BODY',
  'SizeRestrictions_BODY',
  'CrossSiteScripting_QUERYARGUMENTS',
  'GenericLFI_QUERYARGUMENTS',
  'GenericRFI_QUERYARGUMENTS',
  'NoUserAgent_HEADER',
];

/** Requests of one address in five minutes; a school or an office is one address too. */
const MOST_PER_ADDRESS = 10_000;

/** Paths for operators and developers: to the world they are not there (N42). */
const NOT_FOR_THE_WORLD = ['/metrics', '/mail', '/api/docs', '/api/openapi.json', '/api/asyncapi.json'];

/** The firewall in front of the load balancer; frames of sockets it does not see, those the chat limits itself. */
export function addFirewall(stack: ChatStack, balancerArn: string): wafv2.CfnWebACL {
  const acl = new wafv2.CfnWebACL(stack, 'Firewall', {
    name: stack.prefix,
    scope: 'REGIONAL',
    defaultAction: { allow: {} },
    visibilityConfig: seen('all'),
    rules: [
      // Instead of a fixed answer of the listener: ECS refuses to shift traffic where rules of both kinds are mixed.
      { ...blocked('another-host', 1), statement: { notStatement: { statement: isHost(hostsOf(stack.stage).api) } } },
      {
        ...blocked('not-for-the-world', 2),
        statement: { orStatement: { statements: NOT_FOR_THE_WORLD.map(beginsWith) } },
      },
      {
        name: 'rate',
        priority: 3,
        action: {
          block: { customResponse: { responseCode: 429, responseHeaders: [{ name: 'Retry-After', value: '60' }] } },
        },
        statement: {
          rateBasedStatement: { aggregateKeyType: 'IP', limit: MOST_PER_ADDRESS, evaluationWindowSec: 300 },
        },
        visibilityConfig: seen('rate'),
      },
      {
        name: 'common',
        priority: 4,
        overrideAction: { none: {} },
        statement: {
          managedRuleGroupStatement: {
            vendorName: 'AWS',
            name: 'AWSManagedRulesCommonRuleSet',
            ruleActionOverrides: CHAT_LOOKS_LIKE.map((name) => ({ name, actionToUse: { count: {} } })),
          },
        },
        visibilityConfig: seen('common'),
      },
    ],
  });
  new wafv2.CfnWebACLAssociation(stack, 'FirewallAtBalancer', { resourceArn: balancerArn, webAclArn: acl.attrArn });
  return acl;
}

function blocked(name: string, priority: number) {
  return { name, priority, action: { block: { customResponse: { responseCode: 404 } } }, visibilityConfig: seen(name) };
}

function seen(metricName: string) {
  return { cloudWatchMetricsEnabled: true, metricName, sampledRequestsEnabled: false };
}

function isHost(host: string): wafv2.CfnWebACL.StatementProperty {
  return {
    regexMatchStatement: {
      fieldToMatch: { singleHeader: { Name: 'host' } },
      regexString: `^${host.replaceAll('.', '\\.')}(:\\d+)?$`,
      textTransformations: [{ priority: 0, type: 'LOWERCASE' }],
    },
  };
}

function beginsWith(path: string): wafv2.CfnWebACL.StatementProperty {
  return {
    byteMatchStatement: {
      fieldToMatch: { uriPath: {} },
      positionalConstraint: 'STARTS_WITH',
      searchString: path,
      textTransformations: [
        { priority: 0, type: 'URL_DECODE' },
        { priority: 1, type: 'NORMALIZE_PATH' },
        { priority: 2, type: 'LOWERCASE' },
      ],
    },
  };
}
