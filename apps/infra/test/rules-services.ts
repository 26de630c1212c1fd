import assert from 'node:assert/strict';
import type { Rule } from './rule.js';
import { at, list, put, text } from './templates.js';

/** The web app, mail and delegated work. */
export const serviceRules: Rule[] = [
  {
    ids: ['S1-06', 'S1-14', 'S2-09', 'S4-21', 'S0-05'],
    construct: 's3.Bucket, cloudfront.Distribution, S3BucketOrigin.withOriginAccessControl',
    terraform: 'aws_s3_bucket, aws_cloudfront_distribution, aws_cloudfront_origin_access_control',
    what: 'the web app is files in a private bucket that one distribution alone may read, over TLS 1.2 or later',
    holds: (t) => {
      assert.equal(t.all('AWS::CloudFront::Distribution').length, 2);
      assert.equal(t.all('AWS::CloudFront::OriginAccessControl').length, 2);
      for (const { properties } of t.all('AWS::CloudFront::Distribution')) {
        const config = properties['DistributionConfig'];
        assert.equal(at(config, 'ViewerCertificate.MinimumProtocolVersion'), 'TLSv1.2_2021');
        assert.equal(at(config, 'DefaultCacheBehavior.ViewerProtocolPolicy'), 'redirect-to-https');
        assert.ok(at(config, 'Origins.0.OriginAccessControlId'));
        assert.ok(at(config, 'Logging.Bucket'));
        // A page for every error would make a missing file of the API into a page.
        assert.equal(at(config, 'CustomErrorResponses'), undefined);
      }
      for (const { properties, id } of t.all('AWS::S3::Bucket'))
        assert.deepEqual(
          properties['PublicAccessBlockConfiguration'],
          { BlockPublicAcls: true, BlockPublicPolicy: true, IgnorePublicAcls: true, RestrictPublicBuckets: true },
          id,
        );
      const policies = t.all('AWS::S3::BucketPolicy', 'Web').filter(({ id }) => /^(Site|Media)Bucket/.test(id));
      assert.equal(policies.length, 2);
      for (const { properties } of policies) {
        const reads = list(at(properties, 'PolicyDocument.Statement')).filter(
          (one) => at(one, 'Effect') === 'Allow' && /cloudfront/.test(text(one)),
        );
        assert.equal(reads.length, 1);
        assert.match(text(reads[0]), /AWS:SourceArn.*distribution/);
      }
    },
    broken: (t) =>
      put(t.all('AWS::S3::Bucket', 'Web')[0]?.properties ?? {}, 'PublicAccessBlockConfiguration', undefined),
  },
  {
    ids: ['S1-15', 'S2-41', 'S0-22'],
    construct: 's3.Bucket, cloudfront.Distribution',
    terraform: 'aws_s3_bucket_lifecycle_configuration, aws_s3_bucket_cors_configuration',
    what: 'pictures have a bucket and a distribution of their own; forms come from the app alone and are gone the next day; only what was looked at is given out',
    holds: (t) => {
      const bucket = t.one('AWS::S3::Bucket', 'Web', 'MediaBucket').properties;
      const pending = list(at(bucket, 'LifecycleConfiguration.Rules')).find((one) => at(one, 'Prefix') === 'pending/');
      assert.equal(at(pending, 'ExpirationInDays'), 1);
      assert.deepEqual(at(bucket, 'CorsConfiguration.CorsRules.0.AllowedOrigins'), [`https://${t.stage.domain}`]);
      assert.deepEqual(at(bucket, 'CorsConfiguration.CorsRules.0.AllowedMethods'), ['POST']);
      const media = t.one('AWS::CloudFront::Distribution', 'Web', 'Media').properties['DistributionConfig'];
      const paths = list(at(media, 'CacheBehaviors')).map((one) => at(one, 'PathPattern'));
      assert.deepEqual(paths, ['media/*', 'speech/*']);
      assert.match(
        text(t.one('AWS::CloudFront::Function', 'Web', 'OnlyFinished').properties['FunctionCode']),
        /statusCode: 404/,
      );
      assert.equal(list(at(media, 'DefaultCacheBehavior.FunctionAssociations')).length, 1);
    },
    broken: (t) =>
      put(t.one('AWS::S3::Bucket', 'Web', 'MediaBucket').properties, 'CorsConfiguration.CorsRules.0.AllowedOrigins', [
        '*',
      ]),
  },
  {
    ids: ['S2-23'],
    construct: 'events.Rule (aws.s3)',
    terraform: 'aws_cloudwatch_event_rule',
    what: 'an object that is created tells the queue of the function that looks at it',
    holds: (t) => {
      assert.equal(
        at(
          t.one('AWS::S3::Bucket', 'Web', 'MediaBucket').properties,
          'NotificationConfiguration.EventBridgeConfiguration.EventBridgeEnabled',
        ),
        true,
      );
      assert.match(text(t.one('AWS::Events::Rule', 'Work', 'Pictures').properties['Targets']), /PictureQueue/);
    },
    broken: (t) =>
      put(t.one('AWS::S3::Bucket', 'Web', 'MediaBucket').properties, 'NotificationConfiguration', undefined),
  },
  {
    ids: ['S1-12', 'S1-21'],
    construct: 'ses.EmailIdentity, ses.ConfigurationSet, ses.CfnTemplate',
    terraform: 'aws_sesv2_email_identity, aws_sesv2_configuration_set, aws_ses_template',
    what: 'mail is signed, only over TLS, and what becomes of it is told to a queue',
    holds: (t) => {
      const identity = t.one('AWS::SES::EmailIdentity').properties;
      assert.equal(at(identity, 'DkimSigningAttributes.NextSigningKeyLength'), 'RSA_2048_BIT');
      assert.ok(at(identity, 'MailFromAttributes.MailFromDomain'));
      assert.equal(t.all('AWS::Route53::RecordSet', 'Mail').filter(({ id }) => id.startsWith('Dkim')).length, 3);
      assert.equal(at(t.one('AWS::SES::ConfigurationSet').properties, 'DeliveryOptions.TlsPolicy'), 'REQUIRE');
      const told = at(
        t.one('AWS::SES::ConfigurationSetEventDestination').properties,
        'EventDestination.MatchingEventTypes',
      );
      for (const kind of ['send', 'delivery', 'bounce', 'complaint', 'reject', 'renderingFailure'])
        assert.ok(list(told).includes(kind), kind);
      assert.match(text(t.one('AWS::SNS::Subscription', 'Mail').properties), /"sqs".*EventQueue|EventQueue.*"sqs"/);
      assert.equal(t.all('AWS::SES::Template').length, 6);
    },
    broken: (t) => t.remove((one) => one.type === 'AWS::SES::ConfigurationSetEventDestination'),
  },
  {
    ids: ['S2-18', 'S2-58'],
    construct: 'apigatewayv2.HttpApi',
    terraform: 'aws_apigatewayv2_api',
    what: 'a message is read aloud by a call of the gateway: only for the page of the app, and not faster than the bill may grow',
    holds: (t) => {
      const cors = t.one('AWS::ApiGatewayV2::Api').properties['CorsConfiguration'];
      assert.deepEqual(at(cors, 'AllowOrigins'), [`https://${t.stage.domain}`]);
      assert.equal(t.one('AWS::ApiGatewayV2::Route').properties['RouteKey'], 'POST /speak');
      const stage = t.one('AWS::ApiGatewayV2::Stage').properties;
      assert.ok(Number(at(stage, 'DefaultRouteSettings.ThrottlingRateLimit')) > 0);
      assert.ok(at(stage, 'AccessLogSettings.DestinationArn'));
    },
    broken: (t) => put(t.one('AWS::ApiGatewayV2::Api').properties, 'CorsConfiguration.AllowOrigins', ['*']),
  },
  {
    ids: ['S2-21', 'S2-22', 'S2-20', 'S4-19'],
    construct: 'events.EventBus, events.Rule, chatbot.SlackChannelConfiguration',
    terraform: 'aws_cloudwatch_event_bus, aws_cloudwatch_event_rule, aws_chatbot_slack_channel_configuration',
    what: 'events from outside, deployments, pushes and ending instances each reach their function, or a queue that is watched',
    holds: (t) => {
      t.one('AWS::Events::EventBus', 'Work', 'Bus');
      const rules = t.all('AWS::Events::Rule', 'Work');
      for (const { id, properties } of rules)
        for (const target of list(properties['Targets'])) assert.ok(at(target, 'DeadLetterConfig.Arn'), id);
      const ids = rules.map(({ id }) => id).join();
      for (const name of ['Anybody', 'Alarms', 'Pipelines', 'Deployments', 'Terminating'])
        assert.ok(ids.includes(name), name);
      assert.equal(ids.includes('Pushes'), t.stage.source.codeCommit !== undefined);
      assert.equal(t.all('AWS::Chatbot::SlackChannelConfiguration').length, t.stage.alerts.slack ? 1 : 0);
    },
    broken: (t) => t.remove((one) => one.type === 'AWS::Events::Rule' && one.id.includes('Deployments')),
  },
  {
    ids: ['S2-18', 'S2-20', 'S4-28'],
    construct: 'lambda.Function, sqs.Queue',
    terraform: 'aws_lambda_function, aws_sqs_queue',
    what: 'each function has its own role, log, time and place; each queue has one for what cannot be done, and time enough',
    holds: (t) => {
      const functions = t.all('AWS::Lambda::Function');
      assert.equal(functions.length, 8);
      assert.equal(new Set(functions.map(({ properties }) => text(properties['Role']))).size, functions.length);
      for (const { properties } of functions) {
        assert.equal(properties['Runtime'], 'nodejs24.x');
        assert.ok(at(properties, 'LoggingConfig.LogGroup'));
        assert.equal(properties['ReservedConcurrentExecutions'] !== undefined, t.stage.work.isConcurrencyReserved);
      }
      for (const { properties } of t.all('AWS::Lambda::EventSourceMapping')) {
        assert.deepEqual(properties['FunctionResponseTypes'], ['ReportBatchItemFailures']);
        assert.ok(at(properties, 'ScalingConfig.MaximumConcurrency'));
      }
      for (const { properties, id } of t.all('AWS::SQS::Queue')) {
        assert.ok(properties['SqsManagedSseEnabled'] ?? properties['KmsMasterKeyId'] ?? true, id);
        if (/Dead|Lost/.test(id)) continue;
        assert.equal(at(properties, 'RedrivePolicy.maxReceiveCount'), 5);
      }
      for (const source of t.all('AWS::Lambda::EventSourceMapping')) {
        const name = /"Fn::GetAtt":\["(\w+?)Queue/.exec(text(source.properties['EventSourceArn']))?.[1] ?? '';
        const queue = t
          .all('AWS::SQS::Queue', 'Work')
          .find(({ id }) => id.startsWith(`${name}Queue`) && !/Dead/.test(id));
        const fn = functions.find(({ id }) => id.startsWith(`${name}Function`));
        assert.ok(Number(queue?.properties['VisibilityTimeout']) >= 6 * Number(fn?.properties['Timeout']), name);
      }
    },
    broken: (t) => {
      for (const { properties } of t.all('AWS::SQS::Queue', 'Work')) properties['VisibilityTimeout'] = 30;
    },
  },
];
