import { Duration } from 'aws-cdk-lib';
import * as gateway from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { acknowledge, type ChatStack } from './chat-stack.js';
import { speech } from './product.js';

/** `POST /speak`, with the settings that the handler and its local adapter have: one object for all three (N48). */
export class SpeechApi extends Construct {
  readonly url: string;

  constructor(stack: ChatStack, id: string, { fn, origins, key }: { fn: IFunction; origins: string[]; key: IKey }) {
    super(stack, id);
    const { cors, path, throttle } = speech.speechHttpSettings(origins);
    const api = new gateway.HttpApi(this, 'Api', {
      apiName: `${stack.prefix}-speech`,
      description: 'Messages read aloud, for the API of the chat alone: each call is signed',
      createDefaultStage: false,
      corsPreflight: {
        allowOrigins: [...cors.allowOrigins],
        allowMethods: cors.allowMethods.map((name) => methodOf(name).cors),
        allowHeaders: [...cors.allowHeaders],
        exposeHeaders: [...cors.exposeHeaders],
        maxAge: Duration.seconds(cors.maxAgeSeconds),
      },
    });
    const [route] = api.addRoutes({
      path,
      methods: cors.allowMethods.map((name) => methodOf(name).route),
      integration: new HttpLambdaIntegration('Speak', fn),
    });
    const stage = new gateway.HttpStage(this, 'Stage', {
      httpApi: api,
      stageName: '$default',
      autoDeploy: true,
      throttle: { burstLimit: throttle.burst, rateLimit: throttle.perSecond },
      accessLogSettings: {
        destination: new gateway.LogGroupLogDestination(stack.logGroup('SpeechAccess', `/${stack.prefix}/speech`, key)),
      },
    });
    this.url = `${api.apiEndpoint}${path}`;
    if (route)
      acknowledge(route, {
        APIG4: 'Each call carries a signature over its body, which the function checks before anything else.',
      });
    stage.node.addDependency(api);
  }
}

function methodOf(name: string) {
  if (name === 'POST') return { route: gateway.HttpMethod.POST, cors: gateway.CorsHttpMethod.POST };
  throw new Error(`Nobody speaks by ${name}.`);
}
