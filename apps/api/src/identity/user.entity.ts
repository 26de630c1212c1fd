import { Column, CreateDateColumn, Entity, PrimaryColumn } from 'typeorm';
import type { Locale, MailPreference, QuietHours } from '@tertulia/contract';

/** A person with a handle: a guest, later one with an address, or a bot. */
@Entity('chat_user')
export class UserEntity {
  @PrimaryColumn('uuid')
  id: string;

  @Column('text')
  handle: string;

  /** The handle folded for comparison, so that `Ana` and `ＡＮＡ` cannot both exist. */
  @Column({ type: 'text', name: 'handle_key', unique: true })
  handleKey: string;

  /** What it looks like; null for one that looked like an older one before this was compared. */
  @Column({ type: 'text', name: 'handle_skeleton', nullable: true, unique: true })
  handleSkeleton: string | null;

  @Column({ type: 'text', name: 'display_name' })
  displayName: string;

  @Column({ type: 'boolean', name: 'is_guest', default: true })
  isGuest: boolean;

  @Column({ type: 'boolean', name: 'is_bot', default: false })
  isBot: boolean;

  @Column({ type: 'text', nullable: true })
  mark: string | null;

  /** As it was chosen; read by `toSettings`. */
  @Column({ type: 'jsonb', default: {} })
  settings: object;

  @Column({ type: 'text', nullable: true })
  locale: Locale | null;

  @Column({ type: 'text', name: 'mail_preference', default: 'each' })
  mailPreference: MailPreference;

  @Column({ type: 'jsonb', name: 'quiet_hours', nullable: true })
  quietHours: QuietHours | null;

  @Column({ type: 'timestamptz', name: 'mail_paused_until', nullable: true })
  mailPausedUntil: Date | null;

  @CreateDateColumn({ name: 'created_at', type: 'timestamptz', precision: 3 })
  createdAt: Date;
}
