import { useEffect } from 'react';
import { useLocale } from '../i18n/locale-context.js';
import { useObservable } from '../realtime/observable.js';
import { useCommand } from '../ui/commands.js';
import { IconButton } from '../ui/icon-button.js';
import type { Heard, SpeechPlayer } from './speech-player.js';
import './speech.css';

const PROBLEM_MS = 6_000;

type Player = Pick<SpeechPlayer, 'heard' | 'problem' | 'stop' | 'togglePause'>;

/** What is read aloud now, how far it is, and the ways to pause and end it. Its place is only taken while something is heard. */
export function PlayerLine({ player }: { player: Player }) {
  const heard = useObservable(player.heard);
  return (
    <>
      <Told player={player} heard={heard} />
      {heard && <Bar player={player} heard={heard} />}
    </>
  );
}

function Bar({ player, heard }: { player: Player; heard: Heard }) {
  const { t } = useLocale();
  useCommand('escape', player.stop);
  const { stage, message, progress, isBrowserVoice } = heard;
  const name = message.author.displayName;
  return (
    <div className="player-line" role="group" aria-label={t('listeningTo', { name })} aria-busy={stage === 'loading'}>
      {stage === 'playing' && <IconButton icon="pause" label={t('pauseListening')} onClick={player.togglePause} />}
      {stage === 'paused' && <IconButton icon="play" label={t('resumeListening')} onClick={player.togglePause} />}
      <div className="player-main">
        <span className="player-text" aria-hidden="true">
          {stage === 'loading' ? t('listenLoading') : t('listeningTo', { name })}
          {isBrowserVoice && <small> · {t('browserVoice')}</small>}
        </span>
        <progress max={1} value={progress} aria-label={t('listenProgress')} />
      </div>
      <IconButton icon="stop" label={t('stopListening')} onClick={player.stop} />
    </div>
  );
}

/** What does not go as asked is said in a sentence; what is heard needs none. */
function Told({ player, heard }: { player: Player; heard: Heard | undefined }) {
  const { t } = useLocale();
  const problem = useObservable(player.problem);
  useEffect(() => {
    if (problem === undefined) return undefined;
    const timer = setTimeout(() => player.problem.set(undefined), PROBLEM_MS);
    return () => clearTimeout(timer);
  }, [problem, player]);
  const sentence = problem === undefined ? '' : t(problem === 'nothing' ? 'nothingToHear' : 'listenFailed');
  return (
    <>
      <p className="player-problem" role="status">
        {sentence}
      </p>
      <p className="visually-hidden" role="status">
        {heard && spokenState(heard, t)}
      </p>
    </>
  );
}

function spokenState({ stage, isBrowserVoice, message }: Heard, t: ReturnType<typeof useLocale>['t']): string {
  if (stage === 'loading') return isBrowserVoice ? t('browserVoice') : t('listenLoading');
  if (stage === 'paused') return t('listenPaused');
  const sentence = t('listeningTo', { name: message.author.displayName });
  return isBrowserVoice ? `${sentence}. ${t('browserVoice')}` : sentence;
}
