/** How emoji and emoticons feel; value by value, as the words are. */
export const emojiFeelings = `
3 😍 🥰 😘 ❤ 💖 💕 💗 💓 💙 💚 💛 💜 🧡 🖤 🤍 🎉 🥳 🤩 🏆 💯 <3
2 😀 😃 😄 😁 😆 😊 🙂 😇 😋 😎 👍 👏 🙌 💪 🔥 ✨ 🌟 ⭐ 🤗 🫶 🙏 ☀ 🌞 👌 ✅ :) :-) :D :-D =) (: ^^ :3 ;) ;-) 😉 🥇 🎊
1 😂 🤣 😹 😜 😝 😛 xD XD :P :-P
-1 😕 🙁 ☹ 😐 😑 🙄 😬 🤔 😒 😔 😟 :/ :-/ :| 🥱
-2 😢 😥 😓 😞 😖 😣 😩 😫 😨 😰 😱 👎 💔 😿 :( :-( :'( ): 😤 🤒 🤕 D:
-3 😭 😠 😡 🤬 🤮 🤢 💩 🖕 </3 >:(
`;
