import { type App, CfnOutput, RemovalPolicy } from 'aws-cdk-lib';
import * as cloudfront from 'aws-cdk-lib/aws-cloudfront';
import { S3BucketOrigin } from 'aws-cdk-lib/aws-cloudfront-origins';
import * as route53 from 'aws-cdk-lib/aws-route53';
import { CloudFrontTarget } from 'aws-cdk-lib/aws-route53-targets';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { acknowledge, ChatStack, hostsOf } from './chat-stack.js';
import { acceptForms, keepBucket, logBucket } from './buckets.js';
import type { DnsStack } from './dns-stack.js';
import { mediaHeaders, siteHeaders } from './edge-headers.js';
import { spaFunctionCode } from './spa-function.js';
import type { Stage } from './stage.js';

/** The web app and what people sent, both as files behind CloudFront; neither bucket is open to anybody else. */
export class WebStack extends ChatStack {
  readonly siteBucket: s3.Bucket;
  readonly mediaBucket: s3.Bucket;
  readonly site: cloudfront.Distribution;
  readonly media: cloudfront.Distribution;
  private readonly logs: s3.Bucket;

  constructor(app: App, stage: Stage, dns: DnsStack) {
    super(app, 'Web', stage);
    this.logs = logBucket(this, 'Logs', { isForCloudFront: true });
    this.siteBucket = keepBucket(this, 'SiteBucket', this.logs, RemovalPolicy.DESTROY);
    this.mediaBucket = keepBucket(this, 'MediaBucket', this.logs, RemovalPolicy.RETAIN);
    acceptForms(this.mediaBucket, `https://${hostsOf(stage).site}`);
    this.site = this.addSite(dns);
    this.media = this.addMedia(dns);
    new CfnOutput(this, 'SiteBucketName', { value: this.siteBucket.bucketName });
    new CfnOutput(this, 'SiteDistribution', { value: this.site.distributionId });
  }

  /** What every distribution has. */
  private common(dns: DnsStack, domain: string, logFilePrefix: string) {
    return {
      domainNames: [domain],
      certificate: dns.cdnCertificate,
      minimumProtocolVersion: cloudfront.SecurityPolicyProtocol.TLS_V1_2_2021,
      httpVersion: cloudfront.HttpVersion.HTTP2_AND_3,
      priceClass: cloudfront.PriceClass.PRICE_CLASS_ALL,
      enableLogging: true,
      logBucket: this.logs,
      logFilePrefix,
    };
  }

  private addSite(dns: DnsStack): cloudfront.Distribution {
    const { site } = hostsOf(this.stage);
    // Whoever may list is told 404 for what is missing; without it S3 says 403.
    const origin = S3BucketOrigin.withOriginAccessControl(this.siteBucket, {
      originAccessLevels: [cloudfront.AccessLevel.READ, cloudfront.AccessLevel.LIST],
    });
    const behavior = {
      origin,
      compress: true,
      viewerProtocolPolicy: cloudfront.ViewerProtocolPolicy.REDIRECT_TO_HTTPS,
      allowedMethods: cloudfront.AllowedMethods.ALLOW_GET_HEAD,
      // Each file says itself how long it is kept, see the build.
      cachePolicy: cloudfront.CachePolicy.CACHING_OPTIMIZED,
      responseHeadersPolicy: siteHeaders(this, this.mediaBucket),
    };
    const spa = new cloudfront.Function(this, 'Spa', {
      functionName: `${this.prefix}-spa`,
      runtime: cloudfront.FunctionRuntime.JS_2_0,
      code: cloudfront.FunctionCode.fromInline(spaFunctionCode()),
      comment: 'Addresses of the app lead to its page',
    });
    const distribution = new cloudfront.Distribution(this, 'Site', {
      ...this.common(dns, site, 'site/'),
      comment: `${this.prefix}: web app`,
      defaultRootObject: 'index.html',
      defaultBehavior: {
        ...behavior,
        functionAssociations: [{ function: spa, eventType: cloudfront.FunctionEventType.VIEWER_REQUEST }],
      },
    });
    this.name(dns, 'SiteName', site, distribution);
    return distribution;
  }

  private addMedia(dns: DnsStack): cloudfront.Distribution {
    const { media } = hostsOf(this.stage);
    const origin = S3BucketOrigin.withOriginAccessControl(this.mediaBucket);
    const behavior = {
      origin,
      viewerProtocolPolicy: cloudfront.ViewerProtocolPolicy.REDIRECT_TO_HTTPS,
      allowedMethods: cloudfront.AllowedMethods.ALLOW_GET_HEAD,
      // The query is no part of what is asked for: nobody chooses another type by it (N29).
      cachePolicy: cloudfront.CachePolicy.CACHING_OPTIMIZED,
      responseHeadersPolicy: mediaHeaders(this),
    };
    const refuse = new cloudfront.Function(this, 'OnlyFinished', {
      functionName: `${this.prefix}-only-finished`,
      runtime: cloudfront.FunctionRuntime.JS_2_0,
      code: cloudfront.FunctionCode.fromInline('function handler() { return { statusCode: 404 }; }\n'),
      comment: 'What nobody has looked at yet is not given out',
    });
    const distribution = new cloudfront.Distribution(this, 'Media', {
      ...this.common(dns, media, 'media/'),
      comment: `${this.prefix}: pictures and sound`,
      defaultBehavior: {
        ...behavior,
        functionAssociations: [{ function: refuse, eventType: cloudfront.FunctionEventType.VIEWER_REQUEST }],
      },
      additionalBehaviors: { 'media/*': behavior, 'speech/*': behavior },
    });
    this.name(dns, 'MediaName', media, distribution);
    return distribution;
  }

  private name(dns: DnsStack, id: string, host: string, distribution: cloudfront.Distribution): void {
    const target = route53.RecordTarget.fromAlias(new CloudFrontTarget(distribution));
    new route53.ARecord(this, id, { zone: dns.zone, recordName: `${host}.`, target });
    new route53.AaaaRecord(this, `${id}V6`, { zone: dns.zone, recordName: `${host}.`, target });
    acknowledge(distribution, {
      CFR1: 'A chat for everybody: no country is shut out.',
      CFR2: 'Files that anybody may read and nothing that is asked: the firewall is where requests are answered, at the API.',
    });
  }
}
