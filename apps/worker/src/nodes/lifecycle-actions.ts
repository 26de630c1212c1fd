import {
  AutoScalingClient,
  AutoScalingServiceException,
  CompleteLifecycleActionCommand,
} from '@aws-sdk/client-auto-scaling';

const TIMEOUT_MS = 5_000;

/** A termination that waits for us. */
export interface LifecycleAction {
  group: string;
  hook: string;
  token: string;
  instanceId: string;
}

/** Lets a termination go on. */
export interface LifecycleActions {
  /** @returns false when it went on already: somebody completed it, or its time was over. */
  complete(action: LifecycleAction): Promise<boolean>;
}

/** Through the Auto Scaling API. */
export class AwsLifecycleActions implements LifecycleActions {
  private readonly client = new AutoScalingClient({ maxAttempts: 3 });

  async complete({ group, hook, token, instanceId }: LifecycleAction): Promise<boolean> {
    try {
      await this.client.send(
        new CompleteLifecycleActionCommand({
          AutoScalingGroupName: group,
          LifecycleHookName: hook,
          LifecycleActionToken: token,
          InstanceId: instanceId,
          LifecycleActionResult: 'CONTINUE',
        }),
        { abortSignal: AbortSignal.timeout(TIMEOUT_MS) },
      );
      return true;
    } catch (error) {
      const isOver =
        error instanceof AutoScalingServiceException &&
        error.name === 'ValidationError' &&
        /No active Lifecycle Action/i.test(error.message);
      if (isOver) return false;
      throw error;
    }
  }
}
