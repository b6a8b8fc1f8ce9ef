"""Professions that work with data."""

from typing import Final

from demo.vocabulary.shapes import Demand, Language, Pay, Profession, Shock, Titles, skills

_SECTORS: Final = ("software", "finance", "retail", "logistics")

DATA_ENGINEER: Final = Profession(
    id="data-engineer",
    technical=True,
    builds=True,
    sectors=_SECTORS,
    demand=Demand(7.0, 0.7, 0.1, 38, (Shock(58, 1.5, 4),)),
    pay=Pay("USD", 2700, 0.06),
    skills=skills(
        """
        python | .85 .02 | Python
        sql | .9 0 | SQL
        airflow | .45 .35 | Apache Airflow
        spark | .45 .05 | Apache Spark
        hadoop | .3 -.6 | Hadoop
        kafka | .35 .1 | Apache Kafka
        dbt | .25 .45 | dbt
        snowflake | .25 .3 | Snowflake
        aws | .4 .05 | AWS
        bigquery | .2 .1 | BigQuery
        postgresql | .4 0 | PostgreSQL
        docker | .35 .1 | Docker
        scala | .2 -.35 | Scala
        etl | .5 -.1 | ETL
        databricks | .18 .4 | Databricks
        english | .4 .05 | англійська мова / английский язык / English
        """
    ),
    titles={
        Language.UK: Titles(("Data Engineer", "Інженер даних", "Інженер даних (Data Engineer)")),
        Language.RU: Titles(("Data Engineer", "Инженер данных", "Дата-инженер (Data Engineer)")),
        Language.EN: Titles(("Data Engineer", "Data Engineer", "Big Data Engineer")),
    },
    tasks={
        Language.UK: (
            "Будувати та підтримувати конвеєри даних",
            "Проєктувати вітрини й моделі сховища",
            "Переносити звітність зі старих баз у хмарне сховище",
            "Стежити за якістю та свіжістю таблиць",
            "Налаштовувати потокову обробку подій",
            "Прискорювати повільні запити та перетворення",
            "Описувати дані й вести їх каталог",
            "Автоматизувати завантаження із зовнішніх джерел",
        ),
        Language.RU: (
            "Строить и поддерживать конвейеры данных",
            "Проектировать витрины и модели хранилища",
            "Переносить отчётность из старых баз в облачное хранилище",
            "Следить за качеством и свежестью таблиц",
            "Настраивать потоковую обработку событий",
            "Ускорять медленные запросы и преобразования",
            "Описывать данные и вести их каталог",
            "Автоматизировать загрузку из внешних источников",
        ),
        Language.EN: (
            "Build and maintain batch data pipelines",
            "Design warehouse layers and marts",
            "Move reporting from legacy databases to the cloud",
            "Watch over the freshness and quality of tables",
            "Set up streaming of product events",
            "Speed up slow queries and transformations",
            "Document datasets and keep the catalogue honest",
            "Automate ingestion from outside vendors",
        ),
    },
)

DATA_SCIENTIST: Final = Profession(
    id="data-scientist",
    technical=True,
    builds=True,
    sectors=("software", "finance", "retail"),
    demand=Demand(4.5, 0.35, 0.1, 10, (Shock(40, 0.6, 5),)),
    pay=Pay("USD", 2600, 0.04),
    skills=skills(
        """
        python | .9 0 | Python
        sql | .65 0 | SQL
        machine-learning | .8 0 | Machine Learning
        pytorch | .4 .2 | PyTorch
        tensorflow | .35 -.4 | TensorFlow
        scikit-learn | .45 -.05 | scikit-learn
        pandas | .5 0 | Pandas
        statistics | .5 0 | математична статистика / математическая статистика / statistics
        llm | .25 .7 | LLM
        nlp | .25 .15 | NLP
        computer-vision | .2 .05 | Computer Vision
        mlops | .2 .35 | MLOps
        r | .15 -.4 | мова R / язык R / the R language
        docker | .25 .1 | Docker
        english | .4 .05 | англійська мова / английский язык / English
        """
    ),
    titles={
        Language.UK: Titles(("Data Scientist", "Дата-саєнтист", "Data Scientist (ML)")),
        Language.RU: Titles(("Data Scientist", "Дата-сайентист", "Data Scientist (ML)")),
        Language.EN: Titles(("Data Scientist", "Data Scientist (ML)", "Applied Data Scientist")),
    },
    tasks={
        Language.UK: (
            "Будувати моделі прогнозу попиту",
            "Ставити й аналізувати експерименти",
            "Шукати ознаки шахрайства в операціях",
            "Готувати вибірки та ознаки для навчання",
            "Виводити моделі в промислове середовище",
            "Пояснювати висновки моделей бізнесу",
            "Оцінювати ризик та відтік клієнтів",
            "Покращувати рекомендації товарів",
        ),
        Language.RU: (
            "Строить модели прогноза спроса",
            "Ставить и анализировать эксперименты",
            "Искать признаки мошенничества в операциях",
            "Готовить выборки и признаки для обучения",
            "Выводить модели в промышленную среду",
            "Объяснять выводы моделей бизнесу",
            "Оценивать риск и отток клиентов",
            "Улучшать рекомендации товаров",
        ),
        Language.EN: (
            "Train models that forecast demand",
            "Design and read experiments",
            "Find signs of fraud in transactions",
            "Prepare samples and features for training",
            "Bring models into production",
            "Explain model decisions to the business",
            "Estimate risk and churn of customers",
            "Improve product recommendations",
        ),
    },
)

DATA_ANALYST: Final = Profession(
    id="data-analyst",
    technical=True,
    builds=False,
    sectors=(*_SECTORS, "services"),
    demand=Demand(5.5, 0.25, 0.12, 8),
    pay=Pay("USD", 1500, 0.05),
    skills=skills(
        """
        sql | .85 0 | SQL
        excel | .65 -.1 | Excel
        power-bi | .5 .15 | Power BI
        tableau | .35 -.15 | Tableau
        looker | .15 .25 | Looker Studio
        python | .5 .15 | Python
        google-analytics | .3 -.05 | Google Analytics
        ab-testing | .3 .05 | A/B-тести / A/B-тесты / A/B testing
        statistics | .35 0 | математична статистика / математическая статистика / statistics
        google-sheets | .3 .05 | Google Sheets
        dbt | .12 .45 | dbt
        vba | .15 -.5 | VBA
        bigquery | .2 .15 | BigQuery
        english | .3 .05 | англійська мова / английский язык / English
        """
    ),
    titles={
        Language.UK: Titles(("Data Analyst", "Аналітик даних", "Аналітик даних (Data Analyst)")),
        Language.RU: Titles(("Data Analyst", "Аналитик данных", "Дата-аналитик (Data Analyst)")),
        Language.EN: Titles(("Data Analyst", "Data Analyst", "Product Data Analyst")),
    },
    tasks={
        Language.UK: (
            "Будувати звіти та дашборди",
            "Шукати причини змін у показниках",
            "Готувати регулярну звітність для керівництва",
            "Описувати метрики продукту",
            "Перевіряти гіпотези на даних",
            "Збирати вимоги до аналітики",
            "Сегментувати клієнтів за поведінкою",
            "Навчати колег працювати зі звітами",
        ),
        Language.RU: (
            "Строить отчёты и дашборды",
            "Искать причины изменений в показателях",
            "Готовить регулярную отчётность для руководства",
            "Описывать метрики продукта",
            "Проверять гипотезы на данных",
            "Собирать требования к аналитике",
            "Сегментировать клиентов по поведению",
            "Учить коллег работать с отчётами",
        ),
        Language.EN: (
            "Build reports and dashboards",
            "Find out why the numbers moved",
            "Prepare regular reporting for managers",
            "Define product metrics",
            "Test hypotheses on data",
            "Collect requirements for analytics",
            "Segment customers by behaviour",
            "Teach colleagues to serve themselves with data",
        ),
    },
)
