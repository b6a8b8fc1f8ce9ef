"""Professions that write software."""

from typing import Final

from demo.vocabulary.shapes import Demand, Language, Pay, Profession, Shock, Titles, skills

_SECTORS: Final = ("software", "finance", "retail")

PYTHON_DEVELOPER: Final = Profession(
    id="python-developer",
    technical=True,
    builds=True,
    sectors=_SECTORS,
    demand=Demand(6.0, 0.2, 0.1, 10),
    pay=Pay("USD", 2400, 0.05),
    skills=skills(
        """
        python | .97 0 | Python
        django | .5 -.15 | Django
        fastapi | .4 .35 | FastAPI
        flask | .25 -.3 | Flask
        postgresql | .6 .03 | PostgreSQL
        redis | .35 .05 | Redis
        docker | .55 .05 | Docker
        celery | .3 -.05 | Celery
        rest-api | .45 0 | REST API
        git | .5 0 | Git
        aws | .3 .05 | AWS
        asyncio | .3 .2 | asyncio
        llm | .15 .8 | LLM
        kubernetes | .2 .2 | Kubernetes
        english | .35 .05 | англійська мова / английский язык / English
        """
    ),
    titles={
        Language.UK: Titles(("Python Developer", "Python-розробник", "Розробник Python")),
        Language.RU: Titles(("Python Developer", "Python-разработчик", "Программист Python")),
        Language.EN: Titles(("Python Developer", "Python Engineer", "Backend Python Developer")),
    },
    tasks={
        Language.UK: (
            "Розробляти серверну частину застосунків",
            "Проєктувати інтерфейси між сервісами",
            "Писати тести та рев’ювати код колег",
            "Інтегрувати платіжні та поштові системи",
            "Розбивати моноліт на сервіси",
            "Оптимізувати запити до бази",
            "Підтримувати фонові завдання й черги",
            "Брати участь в оцінюванні завдань",
        ),
        Language.RU: (
            "Разрабатывать серверную часть приложений",
            "Проектировать интерфейсы между сервисами",
            "Писать тесты и проверять код коллег",
            "Интегрировать платёжные и почтовые системы",
            "Разбивать монолит на сервисы",
            "Оптимизировать запросы к базе",
            "Поддерживать фоновые задачи и очереди",
            "Участвовать в оценке задач",
        ),
        Language.EN: (
            "Develop the server side of our applications",
            "Design interfaces between services",
            "Write tests and review code",
            "Integrate payment and mail providers",
            "Split the monolith into services",
            "Tune database access",
            "Support background jobs and queues",
            "Take part in estimation of tasks",
        ),
    },
)

JAVA_DEVELOPER: Final = Profession(
    id="java-developer",
    technical=True,
    builds=True,
    sectors=("software", "finance"),
    demand=Demand(5.0, -0.3, 0.08, 9),
    pay=Pay("USD", 2700, 0.03),
    skills=skills(
        """
        java | .97 0 | Java
        spring | .8 0 | Spring Boot
        hibernate | .45 -.15 | Hibernate
        kafka | .4 .12 | Apache Kafka
        postgresql | .45 .05 | PostgreSQL
        oracle | .25 -.35 | Oracle Database
        maven | .35 -.05 | Maven
        junit | .35 0 | JUnit
        microservices | .45 .05 | мікросервіси / микросервисы / microservices
        kubernetes | .3 .2 | Kubernetes
        kotlin | .2 .25 | Kotlin
        rest-api | .4 0 | REST API
        git | .4 0 | Git
        english | .4 .05 | англійська мова / английский язык / English
        """
    ),
    titles={
        Language.UK: Titles(("Java Developer", "Java-розробник", "Розробник Java")),
        Language.RU: Titles(("Java Developer", "Java-разработчик", "Программист Java")),
        Language.EN: Titles(("Java Developer", "Java Engineer", "Backend Java Developer")),
    },
    tasks={
        Language.UK: (
            "Розвивати банківські та облікові сервіси",
            "Проєктувати обмін повідомленнями між модулями",
            "Виправляти вузькі місця під навантаженням",
            "Покривати логіку модульними тестами",
            "Оновлювати бібліотеки й версії платформи",
            "Готувати технічні рішення для замовника",
            "Підтримувати збирання та випуск версій",
            "Наставляти молодших розробників",
        ),
        Language.RU: (
            "Развивать банковские и учётные сервисы",
            "Проектировать обмен сообщениями между модулями",
            "Исправлять узкие места под нагрузкой",
            "Покрывать логику модульными тестами",
            "Обновлять библиотеки и версии платформы",
            "Готовить технические решения для заказчика",
            "Поддерживать сборку и выпуск версий",
            "Наставлять младших разработчиков",
        ),
        Language.EN: (
            "Grow banking and accounting services",
            "Design messaging between modules",
            "Remove bottlenecks under load",
            "Cover the logic with unit tests",
            "Upgrade libraries and the platform version",
            "Prepare technical solutions for the client",
            "Keep builds and releases running",
            "Mentor younger developers",
        ),
    },
)

FRONTEND_DEVELOPER: Final = Profession(
    id="frontend-developer",
    technical=True,
    builds=True,
    sectors=_SECTORS,
    demand=Demand(6.0, -0.6, 0.1, 11, (Shock(70, 0.7, 6),)),
    pay=Pay("USD", 2200, 0.0),
    skills=skills(
        """
        javascript | .85 -.05 | JavaScript
        typescript | .65 .15 | TypeScript
        react | .65 .02 | React
        vue | .25 -.05 | Vue.js
        angular | .25 -.2 | Angular
        nextjs | .25 .35 | Next.js
        html | .6 0 | HTML
        css | .6 0 | CSS
        redux | .3 -.3 | Redux
        jquery | .2 -.6 | jQuery
        webpack | .25 -.35 | Webpack
        tailwind | .2 .4 | Tailwind CSS
        rest-api | .35 0 | REST API
        git | .5 0 | Git
        figma | .25 .1 | Figma
        english | .35 .05 | англійська мова / английский язык / English
        """
    ),
    titles={
        Language.UK: Titles(("Front-end Developer", "Frontend-розробник", "React-розробник")),
        Language.RU: Titles(
            ("Front-end Developer", "Frontend-разработчик", "Верстальщик-фронтенд")
        ),
        Language.EN: Titles(("Frontend Developer", "Front-end Engineer", "React Developer")),
    },
    tasks={
        Language.UK: (
            "Верстати сторінки за макетами дизайнера",
            "Розробляти компоненти інтерфейсу",
            "Прискорювати завантаження сторінок",
            "Підтримувати бібліотеку компонентів",
            "Під’єднувати інтерфейс до серверної частини",
            "Стежити за доступністю застосунку",
            "Переводити старі екрани на сучасний стек",
            "Узгоджувати поведінку з дизайнерами",
        ),
        Language.RU: (
            "Верстать страницы по макетам дизайнера",
            "Разрабатывать компоненты интерфейса",
            "Ускорять загрузку страниц",
            "Поддерживать библиотеку компонентов",
            "Подключать интерфейс к серверной части",
            "Следить за доступностью приложения",
            "Переводить старые экраны на современный стек",
            "Согласовывать поведение с дизайнерами",
        ),
        Language.EN: (
            "Turn designs into pages",
            "Develop interface components",
            "Make pages load faster",
            "Look after the component library",
            "Wire the interface to the server side",
            "Care for accessibility of the application",
            "Move old screens to the modern stack",
            "Agree on behaviour with designers",
        ),
    },
)
