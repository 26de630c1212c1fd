import { type Feelings } from './feelings.js';

export const englishFeelings: Feelings = {
  values: `
4 amazing* awesome* excellent* fantastic* perfect perfectly brilliant* outstanding* superb* wonderful* marvellous* marvelous* magnificent* spectacular* incredible incredibly_good flawless* breathtaking love_you badass as_fuck_good phenomenal* world_class
3 love loved loves loving lovely happy happier happiest happily happiness joy* delight* great greatest glad proud* excit* thrilled fun funny hilarious beautiful* gorgeous congrat* delicious tasty yummy nailed_it nailed you_nailed bravo fabulous* stunning adore* celebrat* win wins winning winner hooray yay woohoo legend epic best admire* stoked
2 good goodness nice* nicer cool like liked likes enjoy* thanks thank thx cheers appreciat* pleasant* better improv* friendly kind kindness hug hugs kiss* success* won recommend* useful easy easily fast_and comfortable calm safe* interesting impress* deserv* saved save_my help helpful helped smile* smiling laugh* lucky luck finally count_me_in cute sweet fresh_air worth_it well_done welcome well works_well works_perfectly no_problem no_problems no_complaint* no_worries all_good looking_forward can_t_wait can_t_complain can't_complain cant_complain can't_wait sunshine solid neat handy relief relieved
1 ok okay fine works work_now correct fair decent acceptable haha* hehe* lol lmao rofl hope hopeful agree
-1 slow* tired doubt* complicated difficult hard_to expensive weird odd_that forgot forget missing miss missed mess messy noisy noise late meh unclear
-2 bad badly worse sad sadly sadness pity cry_for bore* boring bored problem problems error errors fail* annoy* complain* complaint* upset mad angry anger afraid fear* scared scary hurt* pain painful ache* sick ill worr* nervous stress* guilt* broke broken breaks ruin* useless unfair isn't_fair lie lies lied liar lying dirty ugly stupid dumb silly incompetent doesn't_work does_not_work doesnt_work didn't_work won't_start doesn't_start isn't_working is_not_working not_working_again nobody_answers nobody_cares no_one_cares no_one_answers never_going_back never_again sorry_for lost losing lose loss losses leaves_a_lot_to_be_desired thanks_for_nothing thank_you_for_nothing crash* frozen freez* blocked down_again is_down disappoint* expected_more expected_much_more stole stolen steal can't_stand cannot_stand can't_sleep couldn't_sleep rude unpleasant* wish_i_hadn't wrong poor poorly screw screwed burnt
-3 terribl* horribl* awful* dreadful* worst disaster* shame shameful disgust* hate* hatred rage furious* scam* fraudster rubbish trash garbage unbearabl* depress* desperat* humiliat* ridiculous pathetic damn damned dammit miserabl* betray* unacceptable nightmare* tortur* sick_of fed_up sucks sucked abysmal crap crappy appalling
-4 hate_you go_to_hell the_worst_ever i_hate_this
`,
  negations:
    "not no never nothing nobody none neither nor without cannot cant dont doesnt didnt isnt wasnt arent wont wouldnt couldnt shouldnt can't don't doesn't didn't isn't wasn't aren't weren't won't wouldn't couldn't shouldn't haven't hasn't hadn't ain't hardly barely",
  boosters:
    'very really so too super extremely absolutely totally completely fucking bloody damn such much most quite incredibly',
  softeners: 'somewhat slightly kinda kind_of sort_of a_bit a_little almost mildly',
  contrasts: 'but however yet only_that shame_that',
  concessions: 'although though despite even_though while',
};
