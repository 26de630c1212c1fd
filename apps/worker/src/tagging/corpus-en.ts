/**
 * Labelled lines of chat in English, written for this project before the rules were. A line is two marks and a text: `!` holds a
 * prohibited word, `.` does not; `+` positive, `-` negative, `0` neutral, `~` mixed; a third mark `*` is a line that is hard by
 * intention (irony, quotation, world knowledge). Some are offensive by nature.
 */
export const developmentEn = `
.0 hi all, just got here
.0 the meeting moved to Thursday at three
.0 does anyone have the link to the document?
.0 pushed the new version to the repository
.0 not working tomorrow, back on Monday
.0 the bus leaves the station at eight
.0 the computer in room two is free
.0 he grew up in Scunthorpe and lives in Penistone now
.0 the assassin in the novel was the butler
.0 my class starts at seven, bring the assessment
.0 the analyst wants the data of the quarter
.0 the cockpit has two seats
.0 her therapist moved to Sussex
.0 shiitake mushrooms and bass for dinner
.0 put a coat on the chair
.0 this hit the top of the list
.0 who takes the minutes today?
.0 send it to dick.grassi@example.com
.0 see https://example.com/shit/list and tell me
.0 Moby Dick is on the reading list
.0 the cocktail bar closes at ten
.0 we have 4 floors and 12 flats
.0 there was a chink in the armour of the knight
.0 the title is s p a c e d out
.+ great news, congratulations!
.+ loved the talk today, thank you so much
.+ nice, works perfectly
.+ not bad at all, I like it
.+ you are a star, you saved my day
.+ the design looks so lovely 😍
.+ awesome!!! we did it
.+ finally some sunshine, what a joy
.+ excellent work team 👏
.+ love you loads, big hug
.+ the food was delicious
.+ I'm really happy with the result
.+ no problem, everything went well
.+ sounds cool, count me in
.+ flawless service, would recommend
.+ haha so funny 😂
.+ can't complain, it's brilliant
.- what a terrible service, shame on them
.- I don't like how it turned out
.- I'm sick of waiting
.- server is down again, what a disaster
.- feeling really sad today 😢
.- this is useless
.- lost a whole week of work, so angry
.- worst concert of my life
.- nothing good will come of this
.- I'm afraid of walking there alone
.- it doesn't work and nobody answers
.- this food is disgusting
.- so sorry for your loss
.- what a bore, wish I hadn't come
.- not happy with this at all
.~ the film is good but the ending is awful
.~ liked the place, although the staff was rude
.~ nice hotel, horrible breakfast
.-* oh great, another hour in the queue
.-* thanks for nothing
.+* crying, it is that beautiful
!- what a shit day
!- you son of a bitch
!- go fuck yourself
!- he is a bastard and a liar
!- fuck this, it doesn't start
!- shut up asshole
!- this moron deleted the database
!- what a sh!t program
!- f u c k it broke again
!- FÚCK!!!
!- fuuuuck, missed the train
!- f.u.c.k my life
!- f4ck off
!- bullshit, you never asked
!- that motherfucker stole my bike
!- shitty tools never work
!- you're a fu\u200bcking liar
!- stfu already
!- you dumbass
!- kill yourself
!- that faggot is not coming back here
!- idiot, learn to drive
!- ѕhіt, with odd letters
!- I will kill you if you delete it
!- we're fucked, missed the deadline
!- b1tch please, that is wrong
!- what a wanker
!- suck my dick
!+ holy shit this is amazing
!+ fucking brilliant concert
!+ your project is badass as fuck
!0 what does "twat" mean in Scotland?
!0 the word shit is in the dictionary
!-* brilliant idea, genius, now nothing works, for fuck's sake
!~ the game is fucking great but the server is shit
`;

export const heldOutEn = `
.0 what time does the library close?
.0 left the keys on the table by the door
.0 calculus exam on Tuesday
.0 the deputy filed an appeal
.0 she mastered the basics of bass guitar in Essex
.0 the dome of the cathedral is forty metres high
.0 buy bread and milk on the way back
.0 see you at the usual stop
.0 the document has twelve pages
.0 grass and cumin are on the shopping list
.0 the flight leaves from gate 14
.0 drop the pdf here please
.+ congrats on the new job, you deserve it
.+ so glad for you both
.+ it all went wonderfully, thanks everyone
.+ this coffee is so tasty
.+ no complaints whatsoever, superb service
.+ you made me laugh so hard 🤣
.+ so proud to see you on stage
.+ you nailed the presentation
.- what a disappointment, I expected much more
.- been waiting for two hours and nobody cares
.- never going back to that restaurant
.- my head hurts and I couldn't sleep
.- pity you can't come
.- the audio sounds dreadful
.- I got scammed with the rent
.- it isn't fair what they did to her
.~ the price is fine, but the quality leaves a lot to be desired
.-* fantastic, it erased everything again
!- you are a piece of shit
!- screw you, you little prick
!- shut your mouth, idiot
!- don't be a bitch and answer
!- that was a dick move, assholes
!- f u c k whoever reads this
!- s0n of a b1tch, give me my money back
!- your mom is a whore
!- those cunts don't pay
!- they are all retards, sh*t company
!- fucking hell, nobody tells us anything
!+ bloody fucking marvellous present, cheers
!0 somebody shouted bollocks in the street, that's all
.0 the reputation of the law firm
.0 hello to the Dickens fan club
.0 cumulative charts, chapter four
.0 a cockatoo sat on the shutters
.+ congratulations, it turned out spectacular
.- they are always late and complain on top
!- stop fucking around with that
!- your sister is a slut
!- go eat shit
!- what a clusterfuck of a meeting
!- gtfo of this room
!- kys nobody likes you
!- jesus fucking christ, another fine
!- s.h.i.t, the board is burnt
`;
