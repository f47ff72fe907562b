/* How words change in the languages that change them, for terms of a glossary: all that the server (intake/search/stems.py)
   and the tablet (stems.js) know of it. What stands between the brackets is JSON, since the server reads it too.

   endings: [how many letters must stand before them, endings that take each other's place; "-" is none].
   beginnings: what may stand before a word. particles: what follows a word in Korean.
   All of it is folded, as words are. Why so, and with what figures: docs/decisions/0017-terms-in-other-forms.md */

export const ENDINGS = {
  "en": {
    "endings": [
      [3, "- s"], [4, "- s ed ing"], [3, "e es ed ing"], [2, "y ies ied ying"],
      [2, "s ses"], [2, "x xes"], [2, "z zes"], [2, "ch ches"], [2, "sh shes"], [2, "f ves"], [2, "fe ves"],
      [0, "man men"], [0, "child children"], [0, "person people"]
    ]
  },
  "es": {
    "endings": [[3, "- s"], [3, "- es"], [2, "z ces"], [5, "o a os as"], [4, "or ora ores oras"]]
  },
  "fil": {
    "endings": [[4, "- ng"], [3, "n ng"], [6, "- s"]]
  },
  "tl": "fil",
  "ru": {
    "endings": [
      [3, "- а у е ом ы ов ам ами ах"],
      [3, "а ы и у е о ой ою ей ею ом ам ами ах"],
      [4, "- а ы и у е о ой ою ей ею ом ем ам ами ах ов ев"],
      [3, "я и ю е ь й ей ею ем ев ям ями ях ью"],
      [3, "ок ек ка ку ке ком кой ки ков кам ками ках"],
      [3, "ец ца цу це цом цем цы цев цам цами цах"],
      [3, "ый ий ой ая яя ое ее ые ие ого его ому ему ым им ом ем ую юю ей ых их ыми ими"]
    ]
  },
  "uk": {
    "endings": [
      [3, "- а у і и ом ові ів ам ами ах"],
      [3, "а и у і о ою ею ам ами ах ом"],
      [4, "- а и у і о ою ею ам ами ах ом"],
      [3, "я ю і ї є е ь й ею єю ем єм ям ями ях ів їв еві єві ей"],
      [4, "- я ю і ем ів ям ями ях еві"],
      [3, "ок ка ку ці кою ком ки ків кам ками ках кові"],
      [3, "ець ця цю цем ці ців цям цями цях цеві"],
      [3, "га ги гу зі гою г гам гами гах"],
      [3, "ий а е і ого ому им ім ої ою у их ими"],
      [4, "ій я є і ього ьому ім ьої ьою ю іх іми"]
    ]
  },
  "ar": {
    "beginnings": [[3, "ال وال بال فال کال لل ولل"], [4, "و ف ب ل ک"]],
    "endings": [
      [3, "- ها هم نا کم ین ون ان ات"],
      [4, "- اتها اتهم اتنا"],
      [5, "- ه ا ی"],
      [3, "ه ات ته تها تهم تنا تکم تی تین تان اتها اتهم اتنا"]
    ]
  },
  "fa": {
    "endings": [
      [3, "- ها های هایی هایم هایت هایش هایمان هایتان هایشان ی یی ای"],
      [4, "- ان ام ات اش"],
      [3, "ه همان هتان هشان"],
      [4, "ه گان"],
      [5, "- م ت ش مان تان شان"]
    ]
  },
  "prs": "fa",
  "hi": {
    "endings": [
      [2, "- ों ें ो"],
      [2, "ा े ों ो"],
      [3, "ा े ी"],
      [2, "ी ियां ियों"],
      [2, "ि ियां ियों"],
      [2, "ा ाएं ाओं"],
      [2, "या ये ए यों ओं यी ई"],
      [2, "ू ुओं ुएं"]
    ]
  },
  "pa": {
    "endings": [
      [2, "- ਾਂ ੋਂ ੀਂ"],
      [2, "ਾ ੇ ਿਆਂ ਿਓਂ"],
      [3, "ਾ ੇ ੀ ੀਆਂ"],
      [3, "- ਆਂ ਓਂ"],
      [3, "- ਵਾਂ"],
      [2, "ਇਆ ਏ ਇਆਂ ਇਓਂ"],
      [2, "ਆ ਏ ਈ ਈਆਂ ਿਆਂ"]
    ]
  },
  "ko": {
    "particles": "은 는 이 가 을 를 의 에 도 만 로 와 과 랑 이랑 하고 으로 에서 에게 께서 한테 까지 부터 마다 보다 처럼 조차 밖에 이나 나 이라도 라도 에는 에도 에서는 에서도 에서의 에게는 으로는 로는 으로도 로도 까지는 까지도 부터는 만은 만이 만을 들 들은 들이 들을 들의 들도 들과 들에게 들에게는 이다 이고 이며 이라고 이라는 입니다 이에요 예요 인데"
  }
};
